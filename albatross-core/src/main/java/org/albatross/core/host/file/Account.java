package org.albatross.core.host.file;

import java.util.Optional;
import jnr.ffi.Pointer;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;

/**
 * A user of the host.
 *
 * @param group the user's own, of which the password file tells
 */
public record Account(String name, int user, int group) {
  public static final Account ROOT = new Account("root", 0, 0);

  /** Where struct passwd has the numbers, behind two pointers, on Linux and FreeBSD alike. */
  private static final int USER = 16;

  private static final int GROUP = 20;

  public static Optional<Account> find(String name) throws HostException {
    Pointer entry = Native.LIBC.getpwnam(Native.string(name));
    return entry == null
        ? Optional.empty()
        : Optional.of(new Account(name, entry.getInt(USER), entry.getInt(GROUP)));
  }

  /** Whether this process has the rights of root, whatever the name of its user. */
  public static boolean runsAsRoot() {
    return Native.LIBC.geteuid() == ROOT.user;
  }

  public boolean isRoot() {
    return user == 0;
  }
}
