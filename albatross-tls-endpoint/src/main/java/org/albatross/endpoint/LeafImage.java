package org.albatross.endpoint;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.transfer.ImageGauge;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;

/**
 * The check of an image that came in a certificate: what it inflates to is counted, and goes
 * nowhere. Takes long, so it runs on threads for that.
 */
record LeafImage(UnikernelConfig config, BooleanSupplier unwanted) implements Runnable {
  /**
   * The image of a create that carries one.
   *
   * @param unwanted whether to give up
   */
  static Optional<LeafImage> of(Payload.Command command, BooleanSupplier unwanted) {
    return command instanceof UnikernelCommand.Create create
            && !create.config().image().data().isEmpty()
        ? Optional.of(new LeafImage(create.config(), unwanted))
        : Optional.empty();
  }

  /** Somewhere to look at an image while it comes; absent where it is not one to look at. */
  static DataSink check(UnikernelConfig config) {
    return check(config, () -> false);
  }

  private static DataSink check(UnikernelConfig config, BooleanSupplier unwanted) {
    DataSink gauge =
        new ImageGauge(
            config.arguments().memory(),
            data -> {
              if (unwanted.getAsBoolean()) {
                throw new AlbatrossException("nobody waits for it any more");
              }
            });
    return config.image().compressed() ? new Inflating(gauge) : gauge;
  }

  @Override
  public void run() {
    if (unwanted.getAsBoolean()) {
      return;
    }
    try (DataSink sink = check(config, unwanted)) {
      sink.write(config.image().data().toBuffer());
      sink.end();
    } catch (AlbatrossException | IOException e) {
      throw new CompletionException(e);
    }
  }
}
