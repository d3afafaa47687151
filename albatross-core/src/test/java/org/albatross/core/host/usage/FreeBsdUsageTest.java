package org.albatross.core.host.usage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.LongStream;
import org.albatross.core.host.CommandRunner;
import org.albatross.core.model.message.Stats;
import org.junit.jupiter.api.Test;

/** Output as the manual pages of FreeBSD have it. */
class FreeBsdUsageTest {
  private static final String PS =
      """
        77   1:02.50  0:00.25  152  2 0 672 16 1 2 3 8 4 36180 1680 16 32908 128 60
      not a line of ps
      """;
  private static final String NETSTAT =
      """
      Name    Mtu Network       Address              Ipkts Ierrs Idrop     Ibytes    Opkts Oerrs     Obytes  Coll  Drop
      tap7   1500 <Link#9>      58:9c:fc:10:ff:01       11    12    13         14       15    16         17    18    19
      tap7      - fe80::%tap7/6 fe80::5a9c:fcff:          0     -     -          0        1     -         76     -     -
      """;

  private final List<List<String>> ran = new ArrayList<>();

  private FreeBsdUsage answering(int exitCode, String output) {
    return new FreeBsdUsage(
        argv -> {
          ran.add(argv);
          return new CommandRunner.Result(exitCode, output);
        });
  }

  @Test
  void processesAreReadFromPs() throws Exception {
    Map<Long, ProcessUsage> found = answering(0, PS).processes(List.of(77L, 78L));
    assertEquals(Set.of(77L), found.keySet());
    Stats.Rusage rusage = found.get(77L).rusage();
    assertEquals(new Stats.TimeVal(62, 500_000), rusage.utime());
    assertEquals(new Stats.TimeVal(0, 250_000), rusage.stime());
    assertEquals(List.of(672L, 16L), List.of(rusage.inblock(), rusage.outblock()));
    assertEquals(List.of(8L, 4L), List.of(rusage.nvcsw(), rusage.nivcsw()));
    Stats.Memory memory = found.get(77L).memory();
    assertEquals(36180 * 1024, memory.vsize());
    assertEquals(1680 * 1024 / UsageSource.pageSize(), memory.rss());
    assertEquals(62_750_000, memory.runtime());
    long age = System.currentTimeMillis() / 1000 - memory.start().seconds();
    assertTrue(age >= 60 && age < 90, () -> "age " + age);
  }

  @Test
  void manyProcessesAreAskedForInPortions() throws Exception {
    assertEquals(
        Map.of(), answering(1, "").processes(LongStream.rangeClosed(1, 120).boxed().toList()));
    assertEquals(3, ran.size());
  }

  @Test
  void interfacesAreReadFromNetstatAndOddNamesAreNotGivenToIt() throws Exception {
    FreeBsdUsage usage = answering(0, NETSTAT);
    Stats.Interface tap = usage.interfaces(Set.of("tap7", "-s", "a b")).get("tap7");
    assertEquals(1, ran.size());
    assertEquals(
        new Stats.Interface("tap7", 0, 0, 0, 19, 1500, 0, 11, 12, 15, 16, 18, 14, 17, 0, 0, 13, 19),
        tap);
  }

  @Test
  void countersOfAVirtualMachineAreReadFromBhyvectl() throws Exception {
    FreeBsdUsage usage =
        answering(0, "vcpu0 stats:\nvm exits due to interrupt window     \t12\nodd\nuse  \t3\n");
    assertEquals(
        List.of(
            new Stats.Counter("vm exits due to interrupt window", 12), new Stats.Counter("use", 3)),
        usage.virtualMachine("solo5-7"));
  }

  @Test
  void theProgramIsReadFromPs() throws Exception {
    assertEquals(Optional.of("solo5-hvt"), answering(0, "solo5-hvt\n").program(7));
    assertEquals(Optional.empty(), answering(1, "").program(7));
  }
}
