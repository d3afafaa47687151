package org.albatross.endpoint;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Payload;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.model.UnikernelConfig;
import org.albatross.core.solo5.ImageGauge;
import org.albatross.core.wire.DataSink;
import org.albatross.core.wire.Inflating;

/**
 * The check of an image that came in a certificate: what it inflates to is counted, and goes
 * nowhere. Takes long, so it runs on threads for that.
 */
record LeafImage(UnikernelConfig config) implements Runnable {
  /** The image of a create that carries one. */
  static Optional<LeafImage> of(Payload.Command command) {
    return command instanceof UnikernelCommand.Create create
            && !create.config().image().data().isEmpty()
        ? Optional.of(new LeafImage(create.config()))
        : Optional.empty();
  }

  /** Somewhere to look at an image while it comes; absent where it is not one to look at. */
  static DataSink check(UnikernelConfig config) {
    DataSink gauge = new ImageGauge(config.arguments().memory(), data -> {});
    return config.image().compressed() ? new Inflating(gauge) : gauge;
  }

  @Override
  public void run() {
    try (DataSink sink = check(config)) {
      sink.write(config.image().data().toBuffer());
      sink.end();
    } catch (AlbatrossException | IOException e) {
      throw new CompletionException(e);
    }
  }
}
