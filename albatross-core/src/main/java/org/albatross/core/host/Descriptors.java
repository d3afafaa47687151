package org.albatross.core.host;

/** Descriptors that this process was started with, as a socket from systemd or inetd. */
public final class Descriptors {
  private Descriptors() {}

  /**
   * Makes {@code to} another name for what {@code from} is, closing what {@code to} was before:
   * with {@code to} 0, {@link System#inheritedChannel()} finds a socket that came as another.
   */
  public static void duplicate(int from, int to) throws HostException {
    Native.check(
        Native.LIBC.dup2(from, to),
        "descriptor %s cannot be used as descriptor %s".formatted(from, to));
  }

  /** Keeps programs that this process starts from inheriting the descriptor. */
  public static void setCloseOnExec(int descriptor) throws HostException {
    Native.check(
        Native.LIBC.fcntl(descriptor, Abi.F_SETFD, Abi.FD_CLOEXEC),
        "descriptor %s cannot be set to close".formatted(descriptor));
  }

  /** Closes a descriptor that nobody else in this process knows of. */
  public static void close(int descriptor) {
    Native.close(descriptor);
  }
}
