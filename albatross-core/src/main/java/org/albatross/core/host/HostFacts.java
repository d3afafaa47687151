package org.albatross.core.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.albatross.core.model.Text;
import org.albatross.core.solo5.Machine;

/** What this machine has, for the root policy (docs/protocol/daemons.md, albatrossd). */
public final class HostFacts {
  private static final int MEGABYTE = 1024 * 1024;
  private static final int MAX_CPUS = 8192;
  private static final Path ONLINE = Path.of("/sys/devices/system/cpu/online");
  private static final Path MEMORY = Path.of("/proc/meminfo");

  private HostFacts() {}

  /** Whether this is FreeBSD; else it is Linux. */
  public static boolean isFreeBsd() {
    return System.getProperty("os.name").equals("FreeBSD");
  }

  /** What images have to be built for; absent where there are no tenders. */
  public static Optional<Machine> machine() {
    return Machine.ofJvm(System.getProperty("os.arch"));
  }

  /** The CPUs that are online now. */
  public static SortedSet<Long> onlineCpuIds() throws HostException {
    if (Abi.ON_LINUX) {
      return parseCpuList(read(ONLINE).strip());
    }
    return parseCpuList("0-" + (sysctl("hw.ncpu") - 1));
  }

  /** The physical memory in MB. */
  public static long memoryMegabytes() throws HostException {
    return Abi.ON_LINUX ? parseMemory(read(MEMORY)) : sysctl("hw.physmem") / MEGABYTE;
  }

  /** The size in MB of the file system that holds the path, which must exist. */
  public static long fileSystemMegabytes(Path path) throws HostException {
    return DiskSpace.total(path) / MEGABYTE;
  }

  /** Reads a list like {@code 0-3,8,10-11} (Linux, cputopology). */
  static SortedSet<Long> parseCpuList(String text) throws HostException {
    SortedSet<Long> ids = new TreeSet<>();
    for (String range : text.split(",", -1)) {
      String[] ends = range.split("-", 2);
      long first = number(ends[0], text);
      long last = number(ends[ends.length - 1], text);
      if (first > last || last >= MAX_CPUS) {
        throw notUnderstood("the list of CPUs", text);
      }
      for (long id = first; id <= last; id++) {
        ids.add(id);
      }
    }
    return ids;
  }

  static long parseMemory(String text) throws HostException {
    for (String line : text.split("\n", -1)) {
      if (line.startsWith("MemTotal:") && line.endsWith(" kB")) {
        String kilobytes = line.substring("MemTotal:".length(), line.length() - " kB".length());
        return number(kilobytes.strip(), line) / 1024;
      }
    }
    throw notUnderstood("the memory of this host", text);
  }

  private static long sysctl(String name) throws HostException {
    CommandRunner runner = new ProcessCommandRunner(Duration.ofSeconds(5));
    String answer = runner.succeed(List.of("sysctl", "-n", name)).strip();
    return number(answer, answer);
  }

  private static long number(String text, String all) throws HostException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw notUnderstood("a number", all);
    }
  }

  private static HostException notUnderstood(String what, String text) {
    return new HostException(what + " cannot be read from " + Text.quote(text));
  }

  private static String read(Path file) throws HostException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new HostException("file " + file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
