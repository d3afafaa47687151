package org.albatross.core.host.usage;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.albatross.core.host.Abi;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;
import org.albatross.core.host.ProcessCommandRunner;
import org.albatross.core.model.message.Stats;

/**
 * What processes and network interfaces used so far, as this host counts it
 * (docs/protocol/daemons.md, albatross-stats). Asked for many at once, since that costs hardly more
 * than for one on most hosts. Used by one thread.
 */
public interface UsageSource {
  /** What these processes used; those that are gone, or have ended, are left out. */
  Map<Long, ProcessUsage> processes(Collection<Long> pids) throws HostException;

  /** The counters of these interfaces, under their own names; those that are gone are left out. */
  Map<String, Stats.Interface> interfaces(Set<String> names) throws HostException;

  /** The name of the program that a process runs, at most 15 bytes of it; absent: no process. */
  Optional<String> program(long pid) throws HostException;

  /** Whether there is such a process, of which this host tells this user nothing. */
  default boolean isHidden(long pid) throws HostException {
    return false;
  }

  /**
   * The counters of a virtual machine; none where the host has no such thing.
   *
   * @param device such as {@code solo5-123}
   */
  List<Stats.Counter> virtualMachine(String device) throws HostException;

  /** This host's. */
  static UsageSource ofHost() {
    return Abi.ON_LINUX
        ? new LinuxUsage()
        : new FreeBsdUsage(new ProcessCommandRunner(Duration.ofSeconds(10)));
  }

  /** The size of a page of memory on this host, in bytes. */
  static int pageSize() {
    return Native.LIBC.getpagesize();
  }
}
