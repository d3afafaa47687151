package org.albatross.albatrossd.launch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.albatross.core.host.HostException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.host.file.Access;
import org.albatross.core.host.file.Account;
import org.albatross.core.host.process.Confinement;
import org.albatross.core.net.DaemonGroup;
import org.albatross.core.net.UnixSockets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who tenders run as, and how that user gets at what it needs and at nothing else (docs/store.md
 * has the table). Files belong to it only while its unikernel runs.
 */
final class TenderUser {
  static final String DEFAULT = "albatross-unikernel";

  private static final Logger LOG = LoggerFactory.getLogger(TenderUser.class);
  private static final Path KVM = Path.of("/dev/kvm");
  private static final Path DEVICES = Path.of("/dev");
  private static final Path TUN = Path.of("/dev/net/tun");
  private static final int PRIVATE_DIRECTORY = 0700;
  private static final int PASSABLE_DIRECTORY = 0710;
  private static final int PRIVATE_FILE = 0600;
  private static final int GROUP_READS_FILE = 0640;

  private final Confinement confinement;

  private TenderUser(Confinement confinement) {
    this.confinement = confinement;
  }

  /**
   * Decides for this start.
   *
   * @param wanted as it was asked for; absent: {@link #DEFAULT}, or root where there is no such
   *     user
   * @throws HostException if the one that was asked for is not there, or may do too much
   */
  static TenderUser choose(Optional<String> wanted) throws HostException {
    if (!isRoot()) {
      LOG.warn("not started by root: tenders run as the same user");
      return new TenderUser(new Confinement(Account.ROOT));
    }
    Optional<Account> account = Account.find(wanted.orElse(DEFAULT));
    if (account.isEmpty() && wanted.isPresent()) {
      throw new HostException(
          "there is no user %s (--unikernel-user): make it with useradd --system %s, or name another"
              .formatted(wanted.get(), wanted.get()));
    }
    if (account.isEmpty() || HostFacts.isFreeBsd()) {
      LOG.warn(
          HostFacts.isFreeBsd()
              ? "tenders run as root, which they need on FreeBSD"
              : "tenders run as root: there is no user " + DEFAULT + " (useradd --system)");
      return new TenderUser(new Confinement(Account.ROOT));
    }
    check(account.get());
    return new TenderUser(new Confinement(account.get()));
  }

  private static boolean isRoot() {
    return Account.runsAsRoot() || HostFacts.isFreeBsd();
  }

  private static void check(Account account) throws HostException {
    if (account.isRoot()) {
      return;
    }
    Optional<Account> daemons = Account.find(DaemonGroup.NAME);
    if (daemons.isPresent()
        && (daemons.get().user() == account.user() || daemons.get().group() == account.group())) {
      throw new HostException(
          "tenders must not run as %s, who may talk to the daemons".formatted(account.name()));
    }
  }

  Account account() {
    return confinement.account();
  }

  /** The owner of a tap, if it needs one. */
  OptionalInt tapOwner() {
    return account().isRoot() ? OptionalInt.empty() : OptionalInt.of(account().user());
  }

  /**
   * Lets it pass these directories, and nobody else. They must be reachable for it. Where one is a
   * link, what it leads to is as its owner wants it.
   */
  void admit(List<Path> directories) throws HostException {
    boolean root = account().isRoot();
    for (Path directory : directories) {
      if (isRoot() && !Files.isSymbolicLink(directory)) {
        Access.set(
            directory,
            0,
            root ? 0 : account().group(),
            root ? PRIVATE_DIRECTORY : PASSABLE_DIRECTORY);
      }
      if (!root) {
        checkWay(directory);
        checkWay(real(directory));
      }
    }
  }

  private void checkWay(Path directory) throws HostException {
    Optional<Path> barrier = Access.barrier(directory.resolve("file"), account());
    if (barrier.isPresent()) {
      throw new HostException(
          "the user %s cannot reach %s: chmod o+x %s, or start with --unikernel-user root"
              .formatted(account().name(), directory, barrier.get()));
    }
  }

  private static Path real(Path file) throws HostException {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      throw new HostException("%s: %s".formatted(file, UnixSockets.describe(e)), e);
    }
  }

  /** The groups that a tender needs to be in for the devices of the host that it opens. */
  Set<Integer> groups(boolean kvm, boolean taps) throws HostException {
    Set<Integer> groups = new TreeSet<>();
    if (!account().isRoot()) {
      add(groups, kvm, KVM);
      add(groups, taps, TUN);
    }
    return groups;
  }

  private void add(Set<Integer> groups, boolean needed, Path device) throws HostException {
    if (needed) {
      Access.groupFor(device, account().name()).ifPresent(groups::add);
    }
  }

  List<String> wrap(List<String> command, Set<Integer> groups) {
    return confinement.wrap(command, groups);
  }

  /** An image, which it may read. */
  void giveImage(Path image) throws HostException {
    if (!account().isRoot()) {
      Access.set(image, 0, account().group(), GROUP_READS_FILE);
    }
  }

  /** A block device, which it may read and write until it is taken back. */
  void giveBlock(Path block) throws HostException {
    if (!account().isRoot()) {
      Access.set(ofHost(block), account().user(), account().group(), PRIVATE_FILE);
    }
  }

  void takeBlock(Path block) throws HostException {
    if (!account().isRoot() && Files.exists(block)) {
      Access.set(ofHost(block), 0, 0, PRIVATE_FILE);
    }
  }

  /** The links below /dev are the host's own: a zvol is one on Linux. */
  private static Path ofHost(Path block) throws HostException {
    return block.startsWith(DEVICES) ? real(block) : block;
  }

  /** Takes back what was given when albatrossd was killed. */
  void takeAllBlocks(Path directory) throws HostException {
    if (!isRoot()) {
      return;
    }
    try (var files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        // A file system of its own has its lost+found there.
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
          Access.set(file, 0, 0, PRIVATE_FILE);
        }
      }
    } catch (IOException e) {
      throw new HostException("%s: %s".formatted(directory, UnixSockets.describe(e)), e);
    }
  }
}
