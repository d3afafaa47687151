package org.albatross.core.host.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import org.albatross.core.host.HostException;

/** The groups of the host. */
public final class Groups {
  private Groups() {}

  public static Optional<GroupPrincipal> find(String name) throws HostException {
    try {
      return Optional.of(
          Path.of("/")
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByGroupName(name));
    } catch (UserPrincipalNotFoundException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new HostException("group " + name + " cannot be looked up: " + e.getMessage(), e);
    }
  }

  /** The group of a file, or of a link itself. */
  public static GroupPrincipal of(Path file) throws HostException {
    try {
      return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .group();
    } catch (IOException e) {
      throw new HostException("%s: its group is not known: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** Gives a file, or a link itself, to a group. */
  public static void give(Path file, GroupPrincipal group) throws HostException {
    try {
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setGroup(group);
    } catch (IOException e) {
      throw new HostException(
          "%s cannot be given to group %s: %s".formatted(file, group.getName(), e.getMessage()), e);
    }
  }
}
