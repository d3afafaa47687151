package org.albatross.client.command;

import java.io.IOException;
import org.albatross.client.request.Request;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;

/** Hands on what is answered; a subclass changes it on the way, or leaves some of it out. */
class Filter implements ReplyHandler {
  private final ReplyHandler next;

  Filter(ReplyHandler next) {
    this.next = next;
  }

  @Override
  public boolean onSuccess(Request request, Success success)
      throws AlbatrossException, IOException {
    return next.onSuccess(request, success);
  }

  @Override
  public boolean onData(Request request, Name about, Payload.Data data)
      throws AlbatrossException, IOException {
    return next.onData(request, about, data);
  }

  @Override
  public void onEnd(Request request) throws AlbatrossException, IOException {
    next.onEnd(request);
  }
}
