package org.albatross.core.host.usage;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.albatross.core.host.Abi;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Native;
import org.albatross.core.host.tap.LinkCounters;
import org.albatross.core.host.tap.Netlink;
import org.albatross.core.model.message.Stats;

/**
 * Processes by proc(5), interfaces by rtnetlink(7), in the network namespace of the calling thread.
 * No process is started.
 */
public final class LinuxUsage implements UsageSource {
  /** The files have a few hundred bytes up to about 2 KiB. */
  private static final int MAX_FILE = 8192;

  /** USER_HZ, the same on all architectures that Solo5 has. */
  private static final long MICROSECONDS_OF_TICK = 10_000;

  private static final long MILLION = 1_000_000;

  /** What getrusage(2) calls a block. */
  private static final long BLOCK = 512;

  /** More than albatross-stats watches; what is forgotten is computed again. */
  private static final int MOST_STARTS = 1 << 15;

  private static final byte[] MAXRSS = "VmHWM:".getBytes(US_ASCII);
  private static final byte[] VOLUNTARY = "voluntary_ctxt_switches:".getBytes(US_ASCII);
  private static final byte[] INVOLUNTARY = "nonvoluntary_ctxt_switches:".getBytes(US_ASCII);
  private static final byte[] READ_BYTES = "read_bytes:".getBytes(US_ASCII);
  private static final byte[] WRITE_BYTES = "write_bytes:".getBytes(US_ASCII);

  private final Path proc;
  private final ByteBuffer input = ByteBuffer.allocateDirect(MAX_FILE);
  private final ProcText stat = new ProcText(MAX_FILE);
  private final ProcText statm = new ProcText(MAX_FILE);
  private final ProcText status = new ProcText(MAX_FILE);
  private final ProcText io = new ProcText(MAX_FILE);

  /** The words of stat behind the program's name, and of statm. */
  private final long[] words = new long[50];

  private final long[] sizes = new long[7];

  /**
   * When processes started, by pid. The kernel says when it started itself as seen from the clock
   * of this moment: a clock that is set would move the start of all that runs.
   */
  private final Map<Long, Start> starts =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Start> eldest) {
          return size() > MOST_STARTS;
        }
      };

  /**
   * The start of a process.
   *
   * @param ticks since the kernel's, which tells it from another process with its pid
   * @param time in microseconds since 1970
   */
  private record Start(long ticks, long time) {}

  /** The kernel's own. */
  public LinuxUsage() {
    this(Path.of("/proc"));
  }

  /** The same from another directory, such as one that was recorded. */
  LinuxUsage(Path proc) {
    this.proc = proc;
  }

  @Override
  public Map<Long, ProcessUsage> processes(Collection<Long> pids) throws HostException {
    long boot = bootTime();
    Map<Long, ProcessUsage> found = new HashMap<>();
    for (long pid : pids) {
      if (read(pid, "stat", stat)
          && isAlive()
          && read(pid, "statm", statm)
          && read(pid, "status", status)) {
        found.put(pid, usage(pid, boot, readIo(pid)));
      }
    }
    return found;
  }

  @Override
  public Map<String, Stats.Interface> interfaces(Set<String> names) throws HostException {
    Map<String, Stats.Interface> found = new HashMap<>();
    if (!names.isEmpty()) {
      try (Netlink netlink = new Netlink()) {
        for (Netlink.Link link : netlink.links()) {
          if (names.contains(link.name())) {
            found.put(link.name(), LinkCounters.read(link));
          }
        }
      }
    }
    return found;
  }

  @Override
  public Optional<String> program(long pid) throws HostException {
    return read(pid, "stat", stat) && isAlive()
        ? Optional.of(stat.between('(', ')'))
        : Optional.empty();
  }

  /** As with hidepid=1 or 2 of proc(5), which is what ProtectProc= of systemd sets. */
  @Override
  public boolean isHidden(long pid) throws HostException {
    if (read(pid, "stat", stat)) {
      return false;
    }
    return Native.LIBC.kill((int) pid, 0) == 0 || Native.errno() == Native.EPERM;
  }

  @Override
  public List<Stats.Counter> virtualMachine(String device) {
    return List.of();
  }

  /** Whether the process runs and is not only waiting to be reaped. */
  private boolean isAlive() {
    char state = stat.firstAt(stat.behindLast(')'));
    return state != 'Z' && state != 'X' && state != 'x';
  }

  private ProcessUsage usage(long pid, long boot, boolean ioKnown) {
    stat.numbers(stat.behindLast(')'), words);
    statm.numbers(0, sizes);
    long utime = words[11] * MICROSECONDS_OF_TICK;
    long stime = words[12] * MICROSECONDS_OF_TICK;
    long start = start(pid, words[19], boot);
    Stats.Rusage rusage =
        new Stats.Rusage(
            time(utime),
            time(stime),
            status.valueOf(MAXRSS).orElse(0),
            0,
            0,
            0,
            words[7],
            words[9],
            words[33],
            ioKnown ? io.valueOf(READ_BYTES).orElse(0) / BLOCK : 0,
            ioKnown ? io.valueOf(WRITE_BYTES).orElse(0) / BLOCK : 0,
            0,
            0,
            0,
            status.valueOf(VOLUNTARY).orElse(0),
            status.valueOf(INVOLUNTARY).orElse(0));
    // statm has data and stack as one number, which the original sends as both.
    Stats.Memory memory =
        new Stats.Memory(
            words[20], words[21], sizes[3], sizes[5], sizes[5], utime + stime, 0, time(start));
    return new ProcessUsage(rusage, memory);
  }

  /** In microseconds since 1970, as it was when the process was first looked at. */
  private long start(long pid, long ticks, long boot) {
    Start known = starts.get(pid);
    if (known == null || known.ticks() != ticks) {
      known = new Start(ticks, boot * MILLION + ticks * MICROSECONDS_OF_TICK);
      starts.put(pid, known);
    }
    return known.time();
  }

  private static Stats.TimeVal time(long microseconds) {
    return new Stats.TimeVal(microseconds / MILLION, microseconds % MILLION);
  }

  /** When the kernel started, in seconds since 1970. */
  private long bootTime() throws HostException {
    try (Stream<String> lines = Files.lines(proc.resolve("stat"), US_ASCII)) {
      return lines
          .filter(line -> line.matches("btime \\d{1,18}"))
          .mapToLong(line -> Long.parseLong(line.substring("btime ".length())))
          .findFirst()
          .orElseThrow(() -> new HostException("file " + proc + "/stat does not say btime"));
    } catch (IOException | java.io.UncheckedIOException e) {
      throw new HostException("file " + proc + "/stat cannot be read: " + e.getMessage(), e);
    }
  }

  /** Of the processes of other users only root may read it: what is not known is sent as 0. */
  private boolean readIo(long pid) throws HostException {
    return read(pid, "io", io);
  }

  /** Whether the file could be read; not for a process that is gone, or may not be asked. */
  private boolean read(long pid, String file, ProcText into) throws HostException {
    String path = proc + "/" + pid + "/" + file;
    int descriptor =
        Native.LIBC.open(Native.string(path), Abi.O_RDONLY | Abi.HOST.closeOnExec(), 0);
    if (descriptor == -1) {
      return isRefusal(path, Native.errno());
    }
    try {
      input.clear();
      long count = Native.LIBC.read(descriptor, input, MAX_FILE);
      if (count == -1) {
        return isRefusal(path, Native.errno());
      }
      input.get(0, into.buffer(), 0, (int) count);
      into.setLength((int) count);
      return true;
    } finally {
      Native.close(descriptor);
    }
  }

  private static boolean isRefusal(String path, int errno) throws HostException {
    if (errno == Native.ENOENT
        || errno == Native.ESRCH
        || errno == Native.EACCES
        || errno == Native.EPERM) {
      return false;
    }
    throw Native.failure("file " + path + " cannot be read", errno);
  }
}
