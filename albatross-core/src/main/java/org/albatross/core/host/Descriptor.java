package org.albatross.core.host;

/** An open descriptor of this process, closed once. Not inherited by programs that it starts. */
public final class Descriptor implements AutoCloseable {
  private final int number;
  private boolean closed;

  public Descriptor(int number) {
    this.number = number;
  }

  /**
   * Opens a file.
   *
   * @param flags as in open(2); close-on-exec is added
   */
  public static Descriptor open(String path, int flags, String what) throws HostException {
    int number = Native.LIBC.open(Native.string(path), flags | Abi.HOST.closeOnExec(), 0);
    Native.check(number, what);
    return new Descriptor(number);
  }

  public int number() {
    return number;
  }

  @Override
  public synchronized void close() {
    if (!closed) {
      closed = true;
      Native.close(number);
    }
  }
}
