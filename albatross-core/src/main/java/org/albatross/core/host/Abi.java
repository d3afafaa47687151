package org.albatross.core.host;

import java.util.Locale;

/**
 * The constants of the C library that differ between Linux and FreeBSD.
 *
 * @param spawnFlags default signal handlers, no blocked signals, and a session (Linux) or process
 *     group (FreeBSD) of its own
 * @param waitPid the type of an id that is a pid, P_PID
 * @param noFollow of open(2)
 * @param linkItself of fchmodat(2), AT_SYMLINK_NOFOLLOW
 * @param socketLevel of getsockopt(2), SOL_SOCKET
 * @param socketType SO_TYPE
 * @param socketListens SO_ACCEPTCONN
 */
public record Abi(
    int nonBlocking,
    int append,
    int closeOnExec,
    int eagain,
    int spawnFlags,
    int waitPid,
    int waitExited,
    int waitNoWait,
    int noFollow,
    int linkItself,
    int socketLevel,
    int socketType,
    int socketListens) {
  public static final int O_RDONLY = 0;
  public static final int O_WRONLY = 1;
  public static final int O_RDWR = 2;
  static final int F_SETFD = 2;
  static final int F_GETFL = 3;
  public static final int F_SETFL = 4;
  static final int FD_CLOEXEC = 1;
  static final int POLLIN = 1;
  public static final int WNOHANG = 1;

  /** Instead of a descriptor: what is relative is so to the current directory. */
  public static final int CURRENT_DIRECTORY = -100;

  private static final Abi LINUX =
      new Abi(
          0x800,
          0x400,
          0x80000,
          11,
          0x04 | 0x08 | 0x80,
          1,
          0x4,
          0x1000000,
          linuxNoFollow(),
          0x100,
          1,
          3,
          30);
  private static final Abi FREEBSD =
      new Abi(
          0x4,
          0x8,
          0x100000,
          35,
          0x10 | 0x20 | 0x02,
          0,
          0x10,
          0x8,
          0x100,
          0x200,
          0xffff,
          0x1008,
          0x2);

  public static final boolean ON_LINUX = osName().contains("linux");
  public static final Abi HOST = ON_LINUX ? LINUX : FREEBSD;

  /** One of the few flags that Linux has at another place on some processors. */
  private static int linuxNoFollow() {
    String processor = System.getProperty("os.arch");
    return processor.startsWith("a") && !processor.equals("amd64") || processor.startsWith("ppc")
        ? 0x8000
        : 0x20000;
  }

  private static String osName() {
    return System.getProperty("os.name").toLowerCase(Locale.ROOT);
  }
}
