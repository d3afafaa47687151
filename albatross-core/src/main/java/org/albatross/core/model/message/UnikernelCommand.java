package org.albatross.core.model.message;

import java.util.Optional;
import org.albatross.core.model.Feature;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.UnikernelConfig;

/** Commands for albatrossd about unikernels. */
public sealed interface UnikernelCommand extends Payload.Command {
  record Destroy() implements UnikernelCommand {}

  /**
   * Answer the image.
   *
   * @param compression the zlib level, 0 for none; a peer may send any number
   */
  record Get(long compression) implements UnikernelCommand {}

  /**
   * End it and start it again.
   *
   * @param arguments absent: those that it runs with
   */
  record Restart(Optional<Arguments> arguments) implements UnikernelCommand {}

  /** Ask what runs, answered in the shape that the asker knows. */
  record Info(InfoShape shape) implements UnikernelCommand {}

  /**
   * Ask for all there is to know, also of what does not run (docs/protocol/wire.md, Extensions).
   */
  record InfoState() implements UnikernelCommand {}

  /**
   * Start a unikernel.
   *
   * @param force whether one that runs under the name is replaced
   * @param streamed whether the image follows as frames (docs/protocol/wire.md, Extensions)
   */
  record Create(UnikernelConfig config, boolean force, boolean streamed)
      implements UnikernelCommand {}

  /** What a unikernel is to be started with, if that is what the command is for. */
  static Optional<Arguments> arguments(Payload.Command command) {
    if (command instanceof Create create) {
      return Optional.of(create.config().arguments());
    }
    return command instanceof Restart restart ? restart.arguments() : Optional.empty();
  }

  /** Ask which messages of our own albatrossd knows (see {@link Feature}); answered as a text. */
  record Features() implements UnikernelCommand {}

  @Override
  default boolean isFollowedByData() {
    return this instanceof Create create && create.streamed();
  }
}
