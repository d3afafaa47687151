package org.albatross.core.model.unikernel;

/**
 * What signals are called, by signal(7) of Linux and of FreeBSD, which number some of them
 * differently.
 */
public final class SignalNames {
  private static final boolean HOST_IS_FREEBSD = System.getProperty("os.name").equals("FreeBSD");

  private static final String[] COMMON = {
    "",
    "SIGHUP",
    "SIGINT",
    "SIGQUIT",
    "SIGILL",
    "SIGTRAP",
    "SIGABRT",
    "",
    "SIGFPE",
    "SIGKILL",
    "",
    "SIGSEGV",
    "",
    "SIGPIPE",
    "SIGALRM",
    "SIGTERM",
    "",
    "",
    "",
    "",
    "",
    "SIGTTIN",
    "SIGTTOU",
    "",
    "SIGXCPU",
    "SIGXFSZ",
    "SIGVTALRM",
    "SIGPROF",
    "SIGWINCH",
    "",
    "",
    ""
  };

  private SignalNames() {}

  /** A signal with its number and the name that it has on this host, if it has one. */
  public static String describe(int signal) {
    return describe(signal, HOST_IS_FREEBSD);
  }

  static String describe(int signal, boolean freeBsd) {
    String name = signal > 0 && signal < COMMON.length ? COMMON[signal] : "";
    if (name.isEmpty()) {
      name = freeBsd ? freeBsd(signal) : linux(signal);
    }
    return "signal " + signal + (name.isEmpty() ? "" : " (" + name + ")");
  }

  private static String linux(int signal) {
    return switch (signal) {
      case 7 -> "SIGBUS";
      case 10 -> "SIGUSR1";
      case 12 -> "SIGUSR2";
      case 16 -> "SIGSTKFLT";
      case 17 -> "SIGCHLD";
      case 18 -> "SIGCONT";
      case 19 -> "SIGSTOP";
      case 20 -> "SIGTSTP";
      case 23 -> "SIGURG";
      case 29 -> "SIGIO";
      case 30 -> "SIGPWR";
      case 31 -> "SIGSYS";
      default -> "";
    };
  }

  private static String freeBsd(int signal) {
    return switch (signal) {
      case 7 -> "SIGEMT";
      case 10 -> "SIGBUS";
      case 12 -> "SIGSYS";
      case 16 -> "SIGURG";
      case 17 -> "SIGSTOP";
      case 18 -> "SIGTSTP";
      case 19 -> "SIGCONT";
      case 20 -> "SIGCHLD";
      case 23 -> "SIGIO";
      case 29 -> "SIGINFO";
      case 30 -> "SIGUSR1";
      case 31 -> "SIGUSR2";
      default -> "";
    };
  }
}
