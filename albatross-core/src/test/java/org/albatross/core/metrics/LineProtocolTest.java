package org.albatross.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.message.Stats;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class LineProtocolTest {
  private static final Instant NOW = Instant.parse("2026-03-12T23:42:15.500Z");

  private static final Stats STATS =
      new Stats(
          new Stats.Rusage(
              new Stats.TimeVal(12, 340_000),
              new Stats.TimeVal(0, 56),
              1,
              2,
              3,
              4,
              5,
              6,
              7,
              8,
              9,
              10,
              11,
              12,
              13,
              14),
          List.of(
              new Stats.Interface(
                  "service", 99, 1, 2, 3, 1500, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)),
          Optional.of(List.of(new Stats.Counter("vm exits, of=all", 3), new Stats.Counter("x", 4))),
          Optional.of(
              new Stats.Memory(
                  1, 2, 3, 4, 5, 6, 7, new Stats.TimeVal(NOW.getEpochSecond() - 60, 250_000))));

  private static String lines(Stats stats) {
    StringBuilder out = new StringBuilder();
    StatsPoints.of("hello", stats, NOW).forEach(each -> out.append(LineProtocol.line(each)));
    return out.toString();
  }

  @Test
  void statisticsAreWrittenAsTheOriginalDoes() {
    assertEquals(
        "resource_usage,vm=hello utime=12.340000,stime=0.000056,maxrss=1i,ixrss=2i,idrss=3i,"
            + "isrss=4i,minflt=5i,maxflt=6i,nswap=7i,inblock=8i,outblock=9i,msgsnd=10i,"
            + "msgrcv=11i,nsignals=12i,nvcsw=13i,nivcsw=14i\n"
            + "kinfo_mem,vm=hello vsize=1i,rss=2i,tsize=3i,dsize=4i,ssize=5i,cow_faults=7i,"
            + "runtime=6i,uptime=60.250000\n"
            + "vmm,vm=hello vm\\ exits\\,\\ of\\=all=3i,x=4i\n"
            + "interface,vm=hello,bridge=service send_queue_length=1i,max_send_queue_length=2i,"
            + "send_queue_drops=3i,mtu=1500i,baudrate=5i,vm_to_host_packets=6i,"
            + "vm_to_host_errors=7i,vm_to_host_bytes=11i,vm_to_host_mcast=13i,"
            + "vm_to_host_dropped=15i,collisions=10i,host_to_vm_packets=8i,"
            + "host_to_vm_errors=9i,host_to_vm_bytes=12i,host_to_vm_mcast=14i,"
            + "host_to_vm_dropped=16i\n",
        lines(STATS));
  }

  @Test
  void whatIsNotThereIsNotWritten() {
    Stats few = new Stats(STATS.rusage(), List.of(), Optional.of(List.of()), Optional.empty());
    assertTrue(lines(few).startsWith("resource_usage,vm=hello "));
    assertEquals(1, lines(few).lines().count());
  }

  @Test
  void countersThatWrapAndTimesThatAreNoneStayNumbersThatInfluxDbTakes() {
    Point point =
        Point.of("m").field("a", -1).field("b", Long.MIN_VALUE).field("c", Long.MAX_VALUE).build();
    assertEquals(
        "m a=9223372036854775807i,b=0i,c=9223372036854775807i\n", LineProtocol.line(point));
    Stats.TimeVal odd = new Stats.TimeVal(Long.MIN_VALUE, Long.MAX_VALUE);
    Stats.TimeVal far = new Stats.TimeVal(Long.MAX_VALUE, -1);
    Stats.Rusage rusage = new Stats.Rusage(odd, far, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    String line = lines(new Stats(rusage, List.of(), Optional.empty(), Optional.empty()));
    assertTrue(line.matches("resource_usage,vm=hello utime=0\\.\\d{6},stime=\\d+\\.\\d{6},.*\\n"));
  }

  @Test
  void namesAreEscapedAndCannotBeginALineOrAFieldOfTheirOwn() {
    Point point =
        Point.of("a b,c=d")
            .tag("k 1,=", "v\nx=1i 5\\")
            .tag("empty", "")
            .field("f\r\n=\\", 1)
            .build();
    assertEquals(
        "a\\ b\\,c=d,k\\ 1\\,\\==v_x\\=1i\\ 5/ f__\\=/=1i 17\n",
        LineProtocol.line(point, OptionalLong.of(17)));
  }

  @Test
  void whateverANameIsThereIsOneLineWithOneBlankBeforeTheFields() {
    SeededRandom random = new SeededRandom(5);
    for (int i = 0; i < 2000; i++) {
      String name = i % 2 == 0 ? random.ascii(12) : random.unicode(12);
      Point point = Point.of("m").tag("t", name).field("f", 1).build();
      String line = LineProtocol.line(point);
      assertEquals(line.length() - 1, line.indexOf('\n'), line);
      assertTrue(line.matches("(?s)m(,t=([^\\\\ ,=]|\\\\[ ,=])+)? f=1i\\n"), line);
    }
  }

  @Test
  void aPointNeedsAField() {
    assertThrows(IllegalArgumentException.class, () -> new Point("m", Map.of("t", "v"), Map.of()));
  }
}
