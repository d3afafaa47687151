package org.albatross.core.host.process;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.albatross.core.host.file.Account;

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
   * The command line for it, on Linux; unchanged for root.
   *
   * @param groups what else the program needs to open, such as that of /dev/kvm
   */
  public List<String> wrap(List<String> argv, Set<Integer> groups) {
    if (account.isRoot()) {
      return argv;
    }
    List<String> line =
        new ArrayList<>(
            List.of(
                "setpriv",
                "--reuid=" + account.user(),
                "--regid=" + account.group(),
                groups.isEmpty() ? "--clear-groups" : "--groups=" + joined(groups),
                "--inh-caps=-all",
                "--no-new-privs",
                "--"));
    line.addAll(argv);
    return List.copyOf(line);
  }

  private static String joined(Set<Integer> groups) {
    return groups.stream().sorted().map(String::valueOf).collect(Collectors.joining(","));
  }
}
