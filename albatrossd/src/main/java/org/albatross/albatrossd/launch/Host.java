package org.albatross.albatrossd.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.albatrossd.settings.Settings;
import org.albatross.core.host.HostException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.host.ProcessCommandRunner;
import org.albatross.core.host.process.CgroupV2;
import org.albatross.core.host.process.Cgroups;
import org.albatross.core.host.process.Processes;
import org.albatross.core.host.process.TenderLookup;
import org.albatross.core.host.tap.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What albatrossd uses of its host, for all unikernels together. */
public record Host(
    Network network,
    TenderLookup tenders,
    Bhyve bhyve,
    TenderUser user,
    Cgroups cgroups,
    TenderRecords records) {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  public static Host of(Settings settings) throws HostException {
    ProcessCommandRunner commands = new ProcessCommandRunner(Duration.ofSeconds(10));
    Directories directories = settings.directories();
    TenderUser user = TenderUser.choose(settings.unikernelUser());
    if (!user.account().isRoot()) {
      String there = commands.succeed(List.of("setpriv", "--version"));
      LOG.info("tenders run as {} by {}", user.account().name(), there.strip());
    }
    user.admit(List.of(directories.images(), directories.blocks()));
    return new Host(
        Network.ofHost(),
        new TenderLookup(directories.db(), System.getenv().getOrDefault("PATH", ""), commands),
        new Bhyve(commands, HostFacts.isFreeBsd()),
        user,
        claimCgroups(),
        new TenderRecords(directories.records()));
  }

  private static Cgroups claimCgroups() {
    Optional<Path> own = CgroupV2.own();
    if (own.isEmpty()) {
      LOG.warn("no limits by cgroups: this host has none of version 2");
      return Cgroups.NONE;
    }
    try {
      return CgroupV2.claim(own.get(), Host::isOwn);
    } catch (HostException e) {
      LOG.warn("no limits by cgroups: {} (systemd: Delegate=yes)", e.getMessage());
      return Cgroups.NONE;
    }
  }

  /**
   * Under systemd a daemon leads a session of its own; in it there may be what the launcher has
   * left to make a class data archive. In a terminal the shell leads, whose place this is not to
   * take.
   */
  private static boolean isOwn(long pid) {
    long self = ProcessHandle.current().pid();
    return pid == self || Processes.sessionOf(pid).equals(OptionalLong.of(self));
  }
}
