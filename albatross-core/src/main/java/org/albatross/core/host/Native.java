package org.albatross.core.host;

import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.albatross.core.model.Text;
import org.albatross.core.model.Utf8;

/** The C library of this host, its errors and the conversions that calling it needs. */
public final class Native {
  public static final int ENOENT = 2;
  public static final int EPERM = 1;
  public static final int EINTR = 4;
  public static final int ENXIO = 6;
  public static final int EACCES = 13;
  public static final int EBUSY = 16;
  public static final int EEXIST = 17;
  public static final int ENODEV = 19;
  public static final int ESRCH = 3;

  public static final Libc.Functions LIBC =
      LibraryLoader.create(Libc.Functions.class)
          .load(jnr.ffi.Platform.getNativePlatform().getStandardCLibraryName());
  public static final Runtime RUNTIME = Runtime.getRuntime(LIBC);

  private Native() {}

  /** The errno of the last call of this thread: to be asked for before anything else is called. */
  public static int errno() {
    return RUNTIME.getLastError();
  }

  public static HostException failure(String what, int errno) {
    return new HostException(what + ": " + LIBC.strerror(errno));
  }

  /** Throws if the result of a call is -1, with the reason in errno. */
  public static void check(int result, String what) throws HostException {
    if (result == -1) {
      throw failure(what, errno());
    }
  }

  /** Throws if the result of a call that returns its errno is not 0. */
  public static void checkReturned(int result, String what) throws HostException {
    if (result != 0) {
      throw failure(what, result);
    }
  }

  /** The text as C has it. */
  public static byte[] string(String text) throws HostException {
    if (text.indexOf('\0') >= 0) {
      throw new HostException("a zero byte is not possible in " + Text.quote(text));
    }
    return Utf8.encode(text + '\0');
  }

  /** Zeroed memory outside the heap, freed when it is no longer reachable. */
  public static Pointer memory(int bytes) {
    return Memory.allocateDirect(RUNTIME, bytes, true);
  }

  public static void close(int descriptor) {
    // The descriptor is gone in every case; a pipe or device has nothing left to report.
    int ignored = LIBC.close(descriptor);
  }

  /** Reads once, again after a signal; -1 if there is nothing to be read now. */
  public static int read(int descriptor, ByteBuffer buffer) throws HostException {
    while (true) {
      long count = LIBC.read(descriptor, buffer, buffer.remaining());
      if (count >= 0) {
        return (int) count;
      }
      int errno = errno();
      if (errno == Abi.HOST.eagain()) {
        return -1;
      }
      if (errno != EINTR) {
        throw failure("reading failed", errno);
      }
    }
  }

  /** Waits until one of the descriptors is ready; however long it takes. */
  static void poll(Pointer descriptors, int count) throws HostException {
    while (LIBC.poll(descriptors, count, -1) == -1) {
      int errno = errno();
      if (errno != EINTR) {
        throw failure("waiting for descriptors failed", errno);
      }
    }
  }
}
