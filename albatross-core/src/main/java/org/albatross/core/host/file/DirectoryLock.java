package org.albatross.core.host.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.albatross.core.host.HostException;

/** Says that one process alone uses a directory; the kernel forgets it when that process ends. */
public final class DirectoryLock implements Closeable {
  private final FileChannel channel;

  private DirectoryLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks a directory, which is made if it is not there.
   *
   * @throws HostException if another process has it
   */
  public static DirectoryLock take(Path directory, String program) throws HostException {
    Path file = directory.resolve(program + ".lock");
    try {
      SharedDirectory.make(directory);
      FileChannel channel =
          FileChannel.open(
              file,
              Set.of(
                  StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      if (tryLock(channel).isEmpty()) {
        channel.close();
        throw new HostException(
            "another %s uses %s: stop it first, or give this one other directories"
                .formatted(program, directory));
      }
      return new DirectoryLock(channel);
    } catch (IOException e) {
      throw new HostException(
          "cannot lock %s: %s; give another directory, or its rights".formatted(file, reason(e)),
          e);
    }
  }

  /** The message of most exceptions of files begins with the file, and of some it is all. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    return e instanceof FileSystemException of && of.getReason() != null
        ? of.getReason()
        : String.valueOf(e.getMessage());
  }

  private static Optional<FileLock> tryLock(FileChannel channel) throws IOException {
    try {
      return Optional.ofNullable(channel.tryLock());
    } catch (OverlappingFileLockException e) {
      return Optional.empty();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
