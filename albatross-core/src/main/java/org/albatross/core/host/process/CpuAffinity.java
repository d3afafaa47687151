package org.albatross.core.host.process;

import java.util.Arrays;
import java.util.SortedSet;
import java.util.TreeSet;
import org.albatross.core.host.HostException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.host.Native;
import org.albatross.core.model.Text;

/**
 * The CPUs that a thread of Linux may run on. They are inherited by what the thread starts, so a
 * tender is pinned before its first instruction.
 */
final class CpuAffinity {
  /** Bytes of a mask: room for 8192 CPUs, the most that Linux can be built for. */
  private static final int MASK = 1024;

  private CpuAffinity() {}

  /** Something to be done while the thread is pinned. */
  interface Action {
    long run() throws HostException;
  }

  /** Does something with this thread pinned to the CPUs, and lets it go again. */
  static long pinned(SortedSet<Long> cpuIds, Action action) throws HostException {
    byte[] wanted = mask(cpuIds);
    byte[] before = get();
    try {
      set(wanted, cpuIds);
      return action.run();
    } finally {
      // Cannot fail: the thread had just these.
      int ignored = Native.LIBC.sched_setaffinity(0, MASK, before);
    }
  }

  private static void set(byte[] wanted, SortedSet<Long> cpuIds) throws HostException {
    boolean set = Native.LIBC.sched_setaffinity(0, MASK, wanted) == 0;
    // The kernel silently leaves out what it does not have, and fails only if nothing remains.
    if (!set || !Arrays.equals(get(), wanted)) {
      throw noSuchCpus(cpuIds);
    }
  }

  private static HostException noSuchCpus(SortedSet<Long> cpuIds) throws HostException {
    return new HostException(
        "a unikernel cannot be pinned to the CPU ids %s: this host has %s"
            .formatted(Text.list(cpuIds), Text.list(HostFacts.onlineCpuIds())));
  }

  private static byte[] get() throws HostException {
    byte[] mask = new byte[MASK];
    Native.check(
        Native.LIBC.sched_getaffinity(0, MASK, mask), "the CPUs of this thread are not known");
    return mask;
  }

  private static byte[] mask(SortedSet<Long> cpuIds) throws HostException {
    if (cpuIds.isEmpty()) {
      throw new HostException("a unikernel must be given at least one CPU id");
    }
    byte[] mask = new byte[MASK];
    for (long id : cpuIds) {
      if (id < 0 || id >= MASK * 8) {
        throw noSuchCpus(new TreeSet<>(cpuIds));
      }
      mask[(int) (id / 8)] |= (byte) (1 << id % 8);
    }
    return mask;
  }
}
