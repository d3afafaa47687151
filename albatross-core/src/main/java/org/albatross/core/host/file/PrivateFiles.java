package org.albatross.core.host.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.albatross.core.host.Abi;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;

/** Files and directories that only their owner may read. */
public final class PrivateFiles {
  /** Mode 0600 for a file that is made. */
  public static final FileAttribute<Set<PosixFilePermission>> OWNER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final FileAttribute<Set<PosixFilePermission>> DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  /** Of Linux, renameat2(2). */
  private static final int RENAME_EXCHANGE = 2;

  private PrivateFiles() {}

  /** Opens a file that must not be there yet, mode 0600, for writing. */
  public static FileChannel open(Path file) throws IOException {
    Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return FileChannel.open(file, options, OWNER);
  }

  /** As {@link #open}, for reading too. */
  public static FileChannel openForBoth(Path file) throws IOException {
    Set<OpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ);
    return FileChannel.open(file, options, OWNER);
  }

  /**
   * Makes a directory, mode 0700, unless it is there, or a link to one.
   *
   * @throws IOException also for a link that is neither root's nor this user's
   */
  public static void directory(Path directory) throws IOException {
    checkLink(directory);
    if (!Files.isDirectory(directory)) {
      SharedDirectory.make(directory.toAbsolutePath().getParent());
      Files.createDirectory(directory, DIRECTORY);
    }
  }

  /**
   * Refuses a directory that is a link which neither root nor this user made: who did decides where
   * files are made and removed.
   */
  public static void checkLink(Path directory) throws IOException {
    if (Files.isSymbolicLink(directory)) {
      int owner = (Integer) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
      if (owner != 0 && owner != Native.LIBC.geteuid()) {
        throw new IOException(
            "%s is a symbolic link of the user with number %s: make it as root, or put a directory there"
                .formatted(directory, owner));
      }
    }
  }

  /** Makes a file, or the names in a directory, safe against a loss of power. */
  public static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /**
   * Gives each of two files the name of the other, at once, and without room on the disk.
   *
   * @return false where this host or its file system cannot do that; nothing has changed then
   */
  public static boolean swap(Path one, Path other) {
    if (!Abi.ON_LINUX) {
      return false;
    }
    try {
      byte[] from = Native.string(one.toString());
      byte[] to = Native.string(other.toString());
      return Native.LIBC.renameat2(
              Abi.CURRENT_DIRECTORY, from, Abi.CURRENT_DIRECTORY, to, RENAME_EXCHANGE)
          == 0;
    } catch (HostException e) {
      return false;
    }
  }
}
