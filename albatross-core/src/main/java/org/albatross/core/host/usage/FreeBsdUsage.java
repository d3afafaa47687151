package org.albatross.core.host.usage;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.host.CommandRunner;
import org.albatross.core.host.HostException;
import org.albatross.core.model.message.Stats;

/**
 * Processes by ps(1), interfaces by netstat(1), virtual machines by bhyvectl(8) of FreeBSD: a few
 * processes for all that is asked for. Tested on output as the manual pages have it; not run there.
 */
public final class FreeBsdUsage implements UsageSource {
  /** So that neither a command line nor its output grows too long. */
  private static final int AT_ONCE = 50;

  /** As {@code ps -o} calls them; all are numbers or times. */
  private static final String COLUMNS =
      "pid=,usertime=,systime=,minflt=,majflt=,nswap=,inblk=,oublk=,msgsnd=,msgrcv=,nsigs=,"
          + "nvcsw=,nivcsw=,vsz=,rss=,tsiz=,dsiz=,ssiz=,etimes=";

  private static final int COLUMN_COUNT = 19;
  private static final Pattern TIME = Pattern.compile("(?:(\\d+):)?(\\d+)\\.(\\d{1,6})");
  private static final long MILLION = 1_000_000;

  /** Columns of {@code netstat -ibdnW}, counted from the last. */
  private static final int COUNTERS = 9;

  private final CommandRunner runner;

  public FreeBsdUsage(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public Map<Long, ProcessUsage> processes(Collection<Long> pids) throws HostException {
    Map<Long, ProcessUsage> found = new HashMap<>();
    List<Long> all = List.copyOf(pids);
    for (int from = 0; from < all.size(); from += AT_ONCE) {
      List<Long> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
      String list = String.join(",", some.stream().map(String::valueOf).toList());
      // It fails if none of them is there.
      CommandRunner.Result result = runner.run(List.of("ps", "-ww", "-o", COLUMNS, "-p", list));
      long now = System.currentTimeMillis() / 1000;
      for (String line : result.output().split("\n", -1)) {
        String[] words = line.strip().split("\\s+");
        if (words.length == COLUMN_COUNT && words[0].matches("\\d{1,10}")) {
          found.put(Long.parseLong(words[0]), usage(words, now));
        }
      }
    }
    return found;
  }

  private static ProcessUsage usage(String[] words, long now) throws HostException {
    long utime = microseconds(words[1]);
    long stime = microseconds(words[2]);
    long page = UsageSource.pageSize() / 1024;
    Stats.Rusage rusage =
        new Stats.Rusage(
            new Stats.TimeVal(utime / MILLION, utime % MILLION),
            new Stats.TimeVal(stime / MILLION, stime % MILLION),
            number(words[14]),
            0,
            0,
            0,
            number(words[3]),
            number(words[4]),
            number(words[5]),
            number(words[6]),
            number(words[7]),
            number(words[8]),
            number(words[9]),
            number(words[10]),
            number(words[11]),
            number(words[12]));
    Stats.Memory memory =
        new Stats.Memory(
            number(words[13]) * 1024,
            number(words[14]) / page,
            number(words[15]) / page,
            number(words[16]) / page,
            number(words[17]) / page,
            utime + stime,
            0,
            new Stats.TimeVal(now - number(words[18]), 0));
    return new ProcessUsage(rusage, memory);
  }

  /** A time such as {@code 12:34.56}, minutes first. */
  private static long microseconds(String text) throws HostException {
    Matcher m = TIME.matcher(text);
    if (!m.matches()) {
      throw new HostException("ps gave a time that is none: " + text);
    }
    long minutes = m.group(1) == null ? 0 : number(m.group(1));
    long fraction = number((m.group(3) + "000000").substring(0, 6));
    return (minutes * 60 + number(m.group(2))) * MILLION + fraction;
  }

  /** What a process does not have is shown as {@code -}. */
  private static long number(String text) {
    return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
  }

  @Override
  public Map<String, Stats.Interface> interfaces(Set<String> names) throws HostException {
    Map<String, Stats.Interface> found = new HashMap<>();
    for (String name : names) {
      if (!name.matches("[a-z][a-z0-9._]{0,14}")) {
        continue; // no interface, and perhaps an option
      }
      String output = runner.run(List.of("netstat", "-ibdnW", "-I", name)).output();
      for (String line : output.split("\n", -1)) {
        String[] words = line.strip().split("\\s+");
        // The line of the link itself; others are of its addresses.
        if (words.length >= COUNTERS + 3
            && words[0].equals(name)
            && words[2].startsWith("<Link#")) {
          found.put(name, counters(words));
        }
      }
    }
    return found;
  }

  private static Stats.Interface counters(String[] words) {
    int first = words.length - COUNTERS;
    return new Stats.Interface(
        words[0],
        0,
        0,
        0,
        number(words[first + 8]),
        number(words[1]),
        0,
        number(words[first]),
        number(words[first + 1]),
        number(words[first + 4]),
        number(words[first + 5]),
        number(words[first + 7]),
        number(words[first + 3]),
        number(words[first + 6]),
        0,
        0,
        number(words[first + 2]),
        number(words[first + 8]));
  }

  @Override
  public Optional<String> program(long pid) throws HostException {
    CommandRunner.Result result =
        runner.run(List.of("ps", "-o", "comm=", "-p", Long.toString(pid)));
    return Optional.of(result.output().strip())
        .filter(program -> result.exitCode() == 0 && !program.isEmpty());
  }

  @Override
  public List<Stats.Counter> virtualMachine(String device) throws HostException {
    String output = runner.succeed(List.of("bhyvectl", "--vm=" + device, "--get-stats"));
    List<Stats.Counter> counters = new ArrayList<>();
    for (String line : output.split("\n", -1)) {
      Matcher m = Pattern.compile("(\\S.*?)\\s+(\\d{1,18})").matcher(line.strip());
      if (m.matches()) {
        counters.add(new Stats.Counter(m.group(1), Long.parseLong(m.group(2))));
      }
    }
    return counters;
  }
}
