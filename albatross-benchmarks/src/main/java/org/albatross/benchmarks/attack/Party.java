package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.time.Duration;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.UnikernelCommand;

/** Somebody honest: asks one thing at a time, and waits for the answer. */
public interface Party {
  /** So long at most: a guard against hanging, no measure. */
  Duration PATIENCE = Duration.ofSeconds(30);

  /**
   * Asks, and waits.
   *
   * @param data what is streamed behind the command; empty: nothing
   * @throws IOException if no answer came within {@link #PATIENCE}
   */
  Payload ask(String label, Payload.Command command, byte[] data) throws IOException;

  /** Who this is, in words. */
  String who();

  default Payload info() throws IOException {
    return ask(".", new UnikernelCommand.Info(InfoShape.CURRENT), new byte[0]);
  }

  /** Creates a unikernel of 80 KB that ends on SIGTERM. */
  default Payload create(String label) throws IOException {
    return ask(label, Creates.streamed(), SampleImages.honest());
  }

  default Payload destroy(String label) throws IOException {
    return ask(label, new UnikernelCommand.Destroy(), new byte[0]);
  }
}
