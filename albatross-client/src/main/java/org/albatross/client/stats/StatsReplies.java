package org.albatross.client.stats;

import java.io.IOException;
import java.time.Instant;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.Names;
import org.albatross.client.request.Request;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;

/** Takes a stream of statistics apart; what becomes of a sample is up to the subclass. */
abstract class StatsReplies implements ReplyHandler {
  private final Observed observed;

  StatsReplies(Observed observed) {
    this.observed = observed;
  }

  /** A unikernel was heard of. */
  abstract void onUsage(Usage usage, Instant time) throws IOException;

  @Override
  public final boolean onSuccess(Request request, Success success) {
    return true;
  }

  @Override
  public final boolean onData(Request request, Name about, Payload.Data data)
      throws ClientException, IOException {
    if (!(data instanceof Payload.StatsData stats)) {
      throw ClientException.communication(
          "albatross-stats sent something else than statistics ("
              + data.getClass().getSimpleName()
              + ")");
    }
    Instant time = Instant.now();
    Name name = Names.below(request.name().path(), about);
    onUsage(observed.add(name, stats.stats(), time, System.nanoTime()), time);
    return true;
  }

  @Override
  public final void onEnd(Request request) throws ClientException {
    throw ClientException.communication("albatross-stats ended the stream")
        .hint("another subscriber of the same name may have taken its place, or it was stopped");
  }
}
