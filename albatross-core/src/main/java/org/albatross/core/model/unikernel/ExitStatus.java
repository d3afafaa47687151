package org.albatross.core.model.unikernel;

/** How a process ended. */
public sealed interface ExitStatus {
  /**
   * It ended by itself.
   *
   * @param code 0 to 255
   */
  record Exited(int code) implements ExitStatus {
    @Override
    public String toString() {
      return "exit code " + code;
    }
  }

  /** A signal ended it. */
  record Signalled(int signal) implements ExitStatus {
    @Override
    public String toString() {
      return SignalNames.describe(signal);
    }
  }

  /** Reads the status that waitpid(2) gives, on Linux and FreeBSD alike. */
  static ExitStatus ofWait(int status) {
    int signal = status & 0x7F;
    return signal == 0 ? new Exited(status >> 8 & 0xFF) : new Signalled(signal);
  }
}
