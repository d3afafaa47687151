package org.albatross.core.host;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/** Descriptors that this process was started with, as a socket from systemd or inetd. */
public final class Descriptors {
  private static final int SOCK_STREAM = 1;

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

  /**
   * What is wrong with a descriptor from which connections are to be accepted.
   *
   * @return absent if it is a stream socket that listens; else words that continue "descriptor 3"
   */
  public static Optional<String> whyNoListener(int descriptor) {
    byte[] value = new byte[Integer.BYTES];
    int type = option(descriptor, Abi.HOST.socketType(), value);
    if (type == -1) {
      return Optional.of("is no open socket");
    }
    if (type != SOCK_STREAM) {
      return Optional.of("is no stream socket");
    }
    return option(descriptor, Abi.HOST.socketListens(), value) == 0
        ? Optional.of("does not listen")
        : Optional.empty();
  }

  /** The value, or -1. */
  private static int option(int descriptor, int option, byte[] value) {
    int[] length = {value.length};
    int result =
        Native.LIBC.getsockopt(descriptor, Abi.HOST.socketLevel(), option, value, length);
    return result == -1 ? -1 : ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt();
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
