package org.albatross.core.host.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import org.albatross.core.host.Abi;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;

/**
 * The fifo that carries a unikernel's output to albatross-console (docs/protocol/daemons.md,
 * Sockets).
 */
public final class Fifo {
  private static final int MODE = 0640;

  /** S_IFMT and S_IFIFO. */
  private static final int FILE_TYPE = 0170000;

  private static final int FIFO_TYPE = 0010000;

  private Fifo() {}

  /**
   * Makes a fifo of mode 0640, whatever the umask, that has the group of its directory, by which
   * albatross-console reads it (docs/protocol/daemons.md, Sockets). A stale one is replaced, so
   * that nobody still reads from it; any other file is left alone.
   */
  public static void make(Path path) throws HostException {
    String what = "fifo " + path + " cannot be made";
    byte[] name = Native.string(path.toString());
    if (isFifo(path)) {
      remove(path);
    }
    Native.check(Native.LIBC.mkfifo(name, MODE), what);
    // The umask belongs to the whole process: changing it would be seen by other threads. It can
    // only have taken rights away, so nobody had too many in the meantime.
    try {
      // The directory may belong to albatross-console's user, who can put a link in its place.
      Access.setMode(path, MODE);
      giveToGroupOfDirectory(path);
    } catch (HostException e) {
      remove(path);
      throw e;
    }
  }

  /**
   * Linux does that only where the directory has the set-group-ID bit, which systemd does not set.
   */
  private static void giveToGroupOfDirectory(Path path) throws HostException {
    GroupPrincipal wanted = Groups.of(path.toAbsolutePath().getParent());
    if (!Groups.of(path).equals(wanted)) {
      Groups.give(path, wanted);
    }
  }

  /** Removes a fifo, if it is there. */
  public static void remove(Path path) throws HostException {
    try {
      Files.deleteIfExists(path);
    } catch (IOException e) {
      throw new HostException("fifo " + path + " cannot be removed: " + e.getMessage(), e);
    }
  }

  /**
   * Keeps a fifo alive without reading it: its writers do not die when albatross-console ends, and
   * what they wrote waits for the next one.
   *
   * @return gives the fifo up
   */
  public static Closeable hold(Path path) throws HostException {
    return openForReading(path)::close;
  }

  /** Opens a fifo that somebody reads, for blocking writes. */
  public static Descriptor openForWriting(Path path) throws HostException {
    checkFifo(path);
    int flags =
        Abi.O_WRONLY
            | Abi.HOST.append()
            | Abi.HOST.nonBlocking()
            | Abi.HOST.closeOnExec()
            | Abi.HOST.noFollow();
    int number = Native.LIBC.open(Native.string(path.toString()), flags, 0);
    if (number == -1) {
      int errno = Native.errno();
      if (errno == Native.ENXIO) {
        throw new HostException(
            "nobody reads fifo " + path + ": albatross-console is gone or did not open it");
      }
      throw Native.failure("fifo " + path + " cannot be opened for writing", errno);
    }
    Descriptor descriptor = new Descriptor(number);
    // A tender writes its console without looking at the result: it has to block.
    if (Native.LIBC.fcntl(number, Abi.F_SETFL, Abi.HOST.append()) == -1) {
      int errno = Native.errno();
      descriptor.close();
      throw Native.failure("fifo " + path + " cannot be set to block", errno);
    }
    return descriptor;
  }

  /** Opens a fifo for reads that do not block, whether somebody writes it or not. */
  public static Descriptor openForReading(Path path) throws HostException {
    checkFifo(path);
    return Descriptor.open(
        path.toString(),
        Abi.O_RDONLY | Abi.HOST.nonBlocking() | Abi.HOST.noFollow(),
        "fifo " + path + " cannot be opened for reading");
  }

  private static void checkFifo(Path path) throws HostException {
    if (!isFifo(path)) {
      throw new HostException(
          Files.exists(path, LinkOption.NOFOLLOW_LINKS)
              ? "file " + path + " is not a fifo"
              : "fifo " + path + " does not exist");
    }
  }

  private static boolean isFifo(Path path) {
    try {
      int mode = (Integer) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS);
      return (mode & FILE_TYPE) == FIFO_TYPE;
    } catch (IOException e) {
      return false;
    }
  }
}
