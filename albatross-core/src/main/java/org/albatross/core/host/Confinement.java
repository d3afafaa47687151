package org.albatross.core.host;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs a program as a user without any rights beside those of files: no other groups, and none to
 * be got by running something. Another program does it and becomes the tender, so that the process
 * stays the same one; posix_spawn(3) itself cannot.
 */
public final class Confinement {
  private final Account account;

  public Confinement(Account account) {
    this.account = account;
  }

  public Account account() {
    return account;
  }

  /**
   * The command line for it; unchanged for root.
   *
   * @param groups what else the program needs to open, such as that of /dev/kvm
   */
  public List<String> wrap(List<String> argv, Set<Integer> groups) {
    if (account.isRoot()) {
      return argv;
    }
    List<String> line = new ArrayList<>(Abi.ON_LINUX ? linux(groups) : freeBsd(groups));
    line.addAll(argv);
    return List.copyOf(line);
  }

  List<String> linux(Set<Integer> groups) {
    return List.of(
        "setpriv",
        "--reuid=" + account.user(),
        "--regid=" + account.group(),
        groups.isEmpty() ? "--clear-groups" : "--groups=" + joined(groups),
        "--inh-caps=-all",
        "--no-new-privs",
        "--");
  }

  /** Into the same root directory: it is the option for the user that is wanted. */
  List<String> freeBsd(Set<Integer> groups) {
    List<String> line =
        new ArrayList<>(
            List.of("chroot", "-n", "-u", "" + account.user(), "-g", "" + account.group()));
    if (!groups.isEmpty()) {
      line.addAll(List.of("-G", joined(groups)));
    }
    line.add("/");
    return line;
  }

  private static String joined(Set<Integer> groups) {
    return groups.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }
}
