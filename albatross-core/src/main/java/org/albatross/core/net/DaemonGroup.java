package org.albatross.core.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The group that may talk to the daemons, where there is one. Apart from {@link UnixSockets}, which
 * the client uses, too, and the client loads no logging.
 */
public final class DaemonGroup {
  public static final String NAME = "albatross";

  private static final Logger LOG = LoggerFactory.getLogger(DaemonGroup.class);

  private DaemonGroup() {}

  /**
   * Gives a file of this process, or a link itself, to the group of the daemons, where that group
   * exists. Who is neither in it nor root cannot, and keeps the file for daemons of their own.
   */
  public static void give(Path file) throws IOException {
    GroupPrincipal group;
    try {
      group = file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(NAME);
    } catch (UserPrincipalNotFoundException e) {
      return; // no such group: the socket stays with the one who started the daemon
    }
    try {
      Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
          .setGroup(group);
    } catch (IOException e) {
      if ((Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS) == 0) {
        throw e;
      }
      LOG.warn(
          "{} cannot be given to the group {}, which this user is not in: it is for this user only",
          file,
          NAME);
    }
  }
}
