package org.albatross.stats;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.albatross.core.host.HostException;
import org.albatross.core.host.usage.ProcessUsage;
import org.albatross.core.host.usage.UsageSource;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.StatsCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes statistics of what the host says. Used by one thread. */
final class Sampler {
  private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

  /** Linux knows its own start to the second only, so a process's start may differ by that. */
  private static final long SAME_START_SECONDS = 2;

  private final UsageSource source;
  private final boolean virtualMachines;

  private final Set<String> reported = new LinkedHashSet<>();

  /**
   * Asks a host.
   *
   * @param virtualMachines whether also about virtual machines
   */
  Sampler(UsageSource source, boolean virtualMachines) {
    this.source = source;
    this.virtualMachines = virtualMachines;
  }

  /** What a unikernel used so far. */
  record Sample(Registry.Entry entry, Stats stats) {}

  /**
   * One gathering.
   *
   * @param gone those whose process is not there any more
   */
  record Round(List<Sample> samples, List<Registry.Entry> gone) {}

  /**
   * A process that may be watched.
   *
   * @param start in seconds since 1970
   */
  record Candidate(String program, long start) {}

  /** The process with this pid, if there is one. */
  Optional<Candidate> find(long pid) throws HostException {
    Optional<String> program = source.program(pid);
    Optional<ProcessUsage> usage =
        program.isPresent()
            ? Optional.ofNullable(source.processes(List.of(pid)).get(pid))
            : Optional.empty();
    if (usage.isEmpty() && isHidden(pid)) {
      LOG.debug("process {} is hidden", pid);
    }
    return usage.map(each -> new Candidate(program.orElseThrow(), startOf(each)));
  }

  /** Whether a process that cannot be looked at is there all the same; says so. */
  private boolean isHidden(long pid) throws HostException {
    boolean hidden = source.isHidden(pid);
    if (hidden) {
      report(
          "processes of other users are hidden in /proc (mounted with hidepid=, or systemd's"
              + " ProtectProc=): there will be no statistics of them; start albatross-stats with a"
              + " group that gid= of that mount names, or with ProtectProc=default");
    }
    return hidden;
  }

  /** What these use now. A process with the pid of one that is gone is not taken for it. */
  Round gather(List<Registry.Entry> entries) throws HostException {
    Map<Long, ProcessUsage> processes =
        source.processes(entries.stream().map(entry -> entry.watched().pid()).toList());
    Map<String, Stats.Interface> interfaces = interfaces(entries);
    List<Sample> samples = new ArrayList<>();
    List<Registry.Entry> gone = new ArrayList<>();
    for (Registry.Entry entry : entries) {
      Watched watched = entry.watched();
      Optional<ProcessUsage> usage =
          Optional.ofNullable(processes.get(watched.pid()))
              .filter(each -> Math.abs(startOf(each) - watched.start()) <= SAME_START_SECONDS);
      if (usage.isPresent()) {
        samples.add(new Sample(entry, stats(watched, usage.get(), interfaces)));
      } else if (!isHidden(watched.pid())) {
        gone.add(entry);
      }
    }
    return new Round(samples, gone);
  }

  private static long startOf(ProcessUsage usage) {
    return usage.memory().start().seconds();
  }

  private Map<String, Stats.Interface> interfaces(List<Registry.Entry> entries) {
    Set<String> names =
        entries.stream()
            .flatMap(entry -> entry.watched().taps().stream())
            .map(StatsCommand.Tap::tap)
            .collect(Collectors.toCollection(HashSet::new));
    try {
      return source.interfaces(names);
    } catch (HostException e) {
      LOG.warn("no counters of interfaces: {}", e.getMessage());
      return Map.of();
    }
  }

  private Stats stats(
      Watched watched, ProcessUsage usage, Map<String, Stats.Interface> interfaces) {
    List<Stats.Interface> found = new ArrayList<>();
    for (StatsCommand.Tap tap : watched.taps()) {
      Stats.Interface counters = interfaces.get(tap.tap());
      if (counters != null) {
        found.add(counters.withName(tap.net()));
      } else {
        report("there is no interface " + tap.tap());
      }
    }
    return new Stats(
        usage.rusage(), found, virtualMachine(watched.vmmDevice()), Optional.of(usage.memory()));
  }

  private Optional<List<Stats.Counter>> virtualMachine(String device) {
    if (!virtualMachines || device.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(source.virtualMachine(device)).filter(counters -> !counters.isEmpty());
    } catch (HostException e) {
      report("no counters of virtual machine " + device + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Says something once and not at each round; forgets the oldest of many. */
  private void report(String what) {
    if (reported.add(what)) {
      LOG.warn("{}", what);
      if (reported.size() > Registry.MAX_UNIKERNELS) {
        reported.remove(reported.iterator().next());
      }
    }
  }
}
