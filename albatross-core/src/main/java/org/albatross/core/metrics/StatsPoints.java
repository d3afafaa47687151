package org.albatross.core.metrics;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.message.Stats;

/** Statistics of a unikernel as points (docs/protocol/daemons.md, albatross-influx). */
public final class StatsPoints {
  private static final String VM = "vm";
  private static final long MILLION = 1_000_000;

  private StatsPoints() {}

  /**
   * One point for each kind of statistics that there is.
   *
   * @param vm the value of the tag of that name
   * @param now for the time since the start
   */
  public static List<Point> of(String vm, Stats stats, Instant now) {
    List<Point> points = new ArrayList<>();
    points.add(resources(vm, stats.rusage()));
    stats.memory().ifPresent(memory -> points.add(memory(vm, memory, now)));
    stats
        .vmm()
        .filter(counters -> !counters.isEmpty())
        .ifPresent(counters -> points.add(virtualMachine(vm, counters)));
    for (Stats.Interface each : stats.interfaces()) {
      points.add(network(vm, each));
    }
    return points;
  }

  private static Point resources(String vm, Stats.Rusage rusage) {
    return Point.of("resource_usage")
        .tag(VM, vm)
        .field("utime", time(rusage.utime()))
        .field("stime", time(rusage.stime()))
        .field("maxrss", rusage.maxrss())
        .field("ixrss", rusage.ixrss())
        .field("idrss", rusage.idrss())
        .field("isrss", rusage.isrss())
        .field("minflt", rusage.minflt())
        .field("maxflt", rusage.majflt())
        .field("nswap", rusage.nswap())
        .field("inblock", rusage.inblock())
        .field("outblock", rusage.outblock())
        .field("msgsnd", rusage.msgsnd())
        .field("msgrcv", rusage.msgrcv())
        .field("nsignals", rusage.nsignals())
        .field("nvcsw", rusage.nvcsw())
        .field("nivcsw", rusage.nivcsw())
        .build();
  }

  private static Point memory(String vm, Stats.Memory memory, Instant now) {
    long nowMicros = now.getEpochSecond() * MILLION + now.getNano() / 1000;
    return Point.of("kinfo_mem")
        .tag(VM, vm)
        .field("vsize", memory.vsize())
        .field("rss", memory.rss())
        .field("tsize", memory.tsize())
        .field("dsize", memory.dsize())
        .field("ssize", memory.ssize())
        .field("cow_faults", memory.cow())
        .field("runtime", memory.runtime())
        .field("uptime", new Point.Millionths(nowMicros - time(memory.start()).value()))
        .build();
  }

  private static Point.Millionths time(Stats.TimeVal time) {
    // A peer may send anything: out of range is out of range, and no exception.
    long seconds = Math.max(0, Math.min(time.seconds(), Long.MAX_VALUE / MILLION / 2));
    return new Point.Millionths(
        seconds * MILLION + Math.max(0, Math.min(time.microseconds(), MILLION - 1)));
  }

  private static Point virtualMachine(String vm, List<Stats.Counter> counters) {
    Point.Builder point = Point.of("vmm").tag(VM, vm);
    counters.forEach(counter -> point.field(counter.key(), counter.value()));
    return point.build();
  }

  private static Point network(String vm, Stats.Interface each) {
    return Point.of("interface")
        .tag(VM, vm)
        .tag("bridge", each.name())
        .field("send_queue_length", each.sendLength())
        .field("max_send_queue_length", each.maxSendLength())
        .field("send_queue_drops", each.sendDrops())
        .field("mtu", each.mtu())
        .field("baudrate", each.baudrate())
        .field("vm_to_host_packets", each.inputPackets())
        .field("vm_to_host_errors", each.inputErrors())
        .field("vm_to_host_bytes", each.inputBytes())
        .field("vm_to_host_mcast", each.inputMulticast())
        .field("vm_to_host_dropped", each.inputDropped())
        .field("collisions", each.collisions())
        .field("host_to_vm_packets", each.outputPackets())
        .field("host_to_vm_errors", each.outputErrors())
        .field("host_to_vm_bytes", each.outputBytes())
        .field("host_to_vm_mcast", each.outputMulticast())
        .field("host_to_vm_dropped", each.outputDropped())
        .build();
  }
}
