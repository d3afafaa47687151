package org.albatross.core.host;

import java.io.File;
import java.nio.file.Path;

/**
 * How large a file system is, and how much room it has, by statvfs(3). Not by {@code
 * Files.getFileStore}, which looks for its mount point first: in a chroot there need not be one.
 */
public final class DiskSpace {
  private DiskSpace() {}

  /** The size in bytes of the file system that holds the path, which must exist. */
  public static long total(Path path) throws HostException {
    return of(path.toFile(), path.toFile().getTotalSpace());
  }

  /** How many bytes of it this process may still take. */
  public static long usable(Path path) throws HostException {
    return of(path.toFile(), path.toFile().getUsableSpace());
  }

  /** An error is answered with 0, which the size of no file system is. */
  private static long of(File file, long bytes) throws HostException {
    if (bytes == 0 && file.getTotalSpace() == 0) {
      throw new HostException(
          "the file system under %s cannot be looked at; is it there, and may this user get to it?"
              .formatted(file));
    }
    // More than a long holds is answered as a negative number.
    return bytes < 0 ? Long.MAX_VALUE / 2 : bytes;
  }
}
