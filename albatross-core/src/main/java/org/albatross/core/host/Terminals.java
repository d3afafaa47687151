package org.albatross.core.host;

/** Whether a person is at the other end. */
public final class Terminals {
  public static final int STANDARD_ERROR = 2;

  private Terminals() {}

  /** Whether a descriptor of this process is a terminal. */
  public static boolean isTerminal(int descriptor) {
    return Native.LIBC.isatty(descriptor) == 1;
  }
}
