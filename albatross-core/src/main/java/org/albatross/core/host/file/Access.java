package org.albatross.core.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import org.albatross.core.host.Abi;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;

/** Who may open what, by owner, group and mode. */
public final class Access {
  private static final int READ_WRITE = 6;
  private static final int SEARCH = 1;
  private static final int GROUP_SHIFT = 3;

  private Access() {}

  /**
   * How a user that is not the owner may open a device for reading and writing.
   *
   * @return absent: as everybody may; otherwise by that group
   * @throws HostException if neither is possible without being root
   */
  public static OptionalInt groupFor(Path device, String user) throws HostException {
    int mode = attribute(device, "mode");
    int group = attribute(device, "gid");
    if ((mode & READ_WRITE) == READ_WRITE) {
      return OptionalInt.empty();
    }
    if (group != 0 && (mode >> GROUP_SHIFT & READ_WRITE) == READ_WRITE) {
      return OptionalInt.of(group);
    }
    throw new HostException(
        "the user %s may not open %s: give it to a group (kvm) with mode 0660, or everybody with 0666, or start albatrossd with --unikernel-user root"
            .formatted(user, device));
  }

  /** The first directory on the way to a file that the account may not pass. */
  public static Optional<Path> barrier(Path file, Account account) throws HostException {
    for (Path at = file.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
      int mode = attribute(at, "mode");
      int owner = attribute(at, "uid");
      int rights =
          owner == account.user()
              ? mode >> 2 * GROUP_SHIFT
              : attribute(at, "gid") == account.group() ? mode >> GROUP_SHIFT : mode;
      if ((rights & SEARCH) == 0) {
        return Optional.of(at);
      }
    }
    return Optional.empty();
  }

  /**
   * Sets owner, group and mode of a file or directory.
   *
   * @throws HostException for a symbolic link: what it leads to may be anybody's, and stays as it
   *     is
   */
  public static void set(Path file, int owner, int group, int mode) throws HostException {
    if (Files.isSymbolicLink(file)) {
      throw new HostException(
          "%s is a symbolic link: what it leads to is not given to others; put the file itself there"
              .formatted(file));
    }
    try {
      // Should it have become a link by now, the link gets the owner, and no mode.
      if (attribute(file, "uid", LinkOption.NOFOLLOW_LINKS) != owner) {
        Files.setAttribute(file, "unix:uid", owner, LinkOption.NOFOLLOW_LINKS);
      }
      if (attribute(file, "gid", LinkOption.NOFOLLOW_LINKS) != group) {
        Files.setAttribute(file, "unix:gid", group, LinkOption.NOFOLLOW_LINKS);
      }
      if ((attribute(file, "mode", LinkOption.NOFOLLOW_LINKS) & 07777) != mode) {
        setMode(file, mode);
      }
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  /** Sets the mode of a file of any kind; never that of what a link leads to. */
  public static void setMode(Path file, int mode) throws HostException {
    Native.check(
        Native.LIBC.fchmodat(
            Abi.CURRENT_DIRECTORY, Native.string(file.toString()), mode, Abi.HOST.linkItself()),
        "the mode of " + file + " cannot be set");
  }

  /** The number of the user who owns a file, or a link itself. */
  public static int ownerOf(Path file) throws HostException {
    return attribute(file, "uid", LinkOption.NOFOLLOW_LINKS);
  }

  private static int attribute(Path file, String name, LinkOption... options) throws HostException {
    try {
      return (Integer) Files.getAttribute(file, "unix:" + name, options);
    } catch (IOException e) {
      throw failure(file, e);
    }
  }

  private static HostException failure(Path file, IOException e) {
    return new HostException("owner and mode of %s: %s".formatted(file, e.getMessage()), e);
  }
}
