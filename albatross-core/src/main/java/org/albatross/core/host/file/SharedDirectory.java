package org.albatross.core.host.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Directories that everybody may pass and look at, and their owner alone changes (0755): what the
 * daemons exchange lies there, each file with the mode that it needs. Whatever the umask: one of
 * 077 would lock the daemons' group out, and one of 0 would let everybody in.
 */
public final class SharedDirectory {
  private static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rwxr-xr-x");

  private SharedDirectory() {}

  /** Makes a directory, and those above it, where they are missing; others stay as they are. */
  public static void make(Path directory) throws IOException {
    Path path = directory.toAbsolutePath();
    if (Files.isDirectory(path)) {
      return;
    }
    if (path.getParent() != null) {
      make(path.getParent());
    }
    try {
      Files.createDirectory(path, PosixFilePermissions.asFileAttribute(MODE));
    } catch (FileAlreadyExistsException e) {
      if (Files.isDirectory(path)) {
        return; // another daemon starts at the same moment
      }
      throw e;
    }
    Files.setPosixFilePermissions(path, MODE);
  }
}
