package org.albatross.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.albatross.core.host.CgroupV2;
import org.albatross.core.host.Cgroups;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Network;
import org.albatross.core.host.ProcessCommandRunner;
import org.albatross.core.host.TenderLookup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What albatrossd uses of its host, for all unikernels together. */
record Host(
    Network network,
    TenderLookup tenders,
    Bhyve bhyve,
    TenderUser user,
    Cgroups cgroups,
    TenderRecords records) {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  static Host of(Settings settings) throws HostException {
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
        new Bhyve(commands, Bhyve.onFreeBsd()),
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
      return CgroupV2.claim(own.get(), Host::ownProcesses);
    } catch (HostException e) {
      LOG.warn("no limits by cgroups: {} (systemd: Delegate=yes)", e.getMessage());
      return Cgroups.NONE;
    }
  }

  /** The launcher may have left somebody who makes a class data archive. */
  private static Set<Long> ownProcesses() {
    ProcessHandle self = ProcessHandle.current();
    return Stream.concat(Stream.of(self), self.descendants())
        .map(ProcessHandle::pid)
        .collect(Collectors.toSet());
  }
}
