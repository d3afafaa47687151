package org.albatross.testkit;

import java.util.List;

/**
 * Unikernel images for solo5-spt that need no toolchain; {@link Program} says what each does. The
 * same image runs as a static Linux program, which is what the stub tender does with it. Solo5
 * images for other targets and broken ones: {@link #builder} and {@link BrokenImages}.
 */
public final class UnikernelImage {
  private UnikernelImage() {}

  /** An image with no devices, to be changed. */
  public static ImageBuilder builder(Program program) {
    return new ImageBuilder(program);
  }

  public static byte[] arguments() {
    return builder(Program.ARGUMENTS).build();
  }

  public static byte[] ticker() {
    return builder(Program.TICKER).build();
  }

  public static byte[] sleeper() {
    return builder(Program.SLEEPER).build();
  }

  public static byte[] lines() {
    return builder(Program.LINES).build();
  }

  /** An image with these block devices and then these nets in its manifest. */
  public static byte[] devices(List<String> blocks, List<String> nets) {
    return builder(Program.DEVICES).devices(blocks, nets).build();
  }

  public static byte[] crash() {
    return builder(Program.CRASH).build();
  }
}
