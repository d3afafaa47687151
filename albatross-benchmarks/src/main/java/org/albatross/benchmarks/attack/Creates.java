package org.albatross.benchmarks.attack;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;

/** Commands that make a unikernel on CPU 0. */
public final class Creates {
  /** In MB; the images of the test kit need two. */
  public static final int MEMORY = 16;

  private Creates() {}

  /** The image follows the command. */
  public static UnikernelCommand.Create streamed() {
    return streamed(MEMORY, false);
  }

  /**
   * The image follows the command.
   *
   * @param memory in MB
   * @param compressed whether the image comes deflated
   */
  public static UnikernelCommand.Create streamed(int memory, boolean compressed) {
    return create(new Image(compressed, Bytes.wrap(new byte[0])), memory, true);
  }

  /** The image is in the command. */
  public static UnikernelCommand.Create whole(boolean compressed, byte[] image) {
    return create(new Image(compressed, Bytes.wrap(image)), MEMORY, false);
  }

  /** The same in place of one that runs under the name. */
  public static UnikernelCommand.Create forced(UnikernelCommand.Create create) {
    return new UnikernelCommand.Create(create.config(), true, create.streamed());
  }

  private static UnikernelCommand.Create create(Image image, int memory, boolean streamed) {
    Arguments arguments =
        new Arguments(
            new OnFailure.Quit(),
            OptionalLong.empty(),
            false,
            new TreeSet<>(List.of(0L)),
            memory,
            List.of(),
            List.of(),
            Optional.empty(),
            1,
            Optional.empty());
    return new UnikernelCommand.Create(
        new UnikernelConfig(VmType.SOLO5, image, arguments), false, streamed);
  }
}
