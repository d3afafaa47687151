package org.albatross.client.transport;

import java.io.IOException;
import org.albatross.client.request.Request;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;

/** Takes what a daemon answers. */
public interface ReplyHandler {
  /**
   * The answer to the command.
   *
   * @return whether more is to come
   */
  boolean onSuccess(Request request, Success success) throws AlbatrossException, IOException;

  /**
   * A piece of a stream.
   *
   * @param about whom it is about, as the daemon names it
   * @return whether more is to come
   */
  boolean onData(Request request, Name about, Payload.Data data)
      throws AlbatrossException, IOException;

  /** The daemon closed the connection while more was to come. */
  void onEnd(Request request) throws AlbatrossException, IOException;
}
