package org.albatross.testkit;

/**
 * What an image does. Each runs under {@code solo5-spt} and as a static Linux program; an argument
 * is what stands between blanks, so that {@code --name=LABEL} before the others does no harm. Exit
 * code 1 means that the output could not be written, or that a net is gone.
 */
public enum Program {
  /** Prints its arguments as a line and exits with N of an argument {@code --exit=N}, else 0. */
  ARGUMENTS,

  /** Prints {@code tick 0000000001} and so on, the first at once and then one each second. */
  TICKER,

  /** Prints {@code sleeping} and sleeps for ever. */
  SLEEPER,

  /**
   * Prints N lines of 40 bytes, {@code line 0000000001 of the unikernel output} and so on, and
   * exits with 0. N are the first ten digits of the first argument that begins with a digit, 10 if
   * there is none. Writes up to 4,080 bytes, whole lines, at once.
   */
  LINES,

  /** Prints its arguments as a line and sleeps for ever. */
  DEVICES,

  /** Prints {@code crashing} and dies of SIGILL. */
  CRASH;

  /** Machine code that can be anywhere in memory and is entered at its begin. */
  byte[] code() {
    ProgramCode code = new ProgramCode();
    code.entry();
    switch (this) {
      case ARGUMENTS -> code.arguments();
      case TICKER -> code.ticker();
      case SLEEPER -> code.sleeper();
      case LINES -> code.lines();
      case DEVICES -> code.devices();
      case CRASH -> code.crash();
    }
    code.subroutines();
    return code.assemble();
  }
}
