package org.albatross.core.model.message;

import java.util.List;
import java.util.Optional;

/**
 * What a unikernel used so far (docs/protocol/wire.md, Data; docs/protocol/daemons.md,
 * albatross-stats).
 */
public record Stats(
    Rusage rusage,
    List<Interface> interfaces,
    Optional<List<Counter>> vmm,
    Optional<Memory> memory) {
  public Stats {
    interfaces = List.copyOf(interfaces);
    vmm = vmm.map(List::copyOf);
  }

  /** A time span or a point in time, in seconds and microseconds. */
  public record TimeVal(long seconds, long microseconds) {}

  /** As {@code getrusage(2)}; {@code maxrss} in kB. */
  public record Rusage(
      TimeVal utime,
      TimeVal stime,
      long maxrss,
      long ixrss,
      long idrss,
      long isrss,
      long minflt,
      long majflt,
      long nswap,
      long inblock,
      long outblock,
      long msgsnd,
      long msgrcv,
      long nsignals,
      long nvcsw,
      long nivcsw) {}

  /** {@code vsize} in bytes, the other sizes in pages, {@code runtime} in microseconds. */
  public record Memory(
      long vsize,
      long rss,
      long tsize,
      long dsize,
      long ssize,
      long runtime,
      long cow,
      TimeVal start) {}

  /** Counters of a tap, as the host sees them; {@code name} is the net's name. */
  public record Interface(
      String name,
      long flags,
      long sendLength,
      long maxSendLength,
      long sendDrops,
      long mtu,
      long baudrate,
      long inputPackets,
      long inputErrors,
      long outputPackets,
      long outputErrors,
      long collisions,
      long inputBytes,
      long outputBytes,
      long inputMulticast,
      long outputMulticast,
      long inputDropped,
      long outputDropped) {
    /** The same counters under another name. */
    public Interface withName(String other) {
      return new Interface(
          other,
          flags,
          sendLength,
          maxSendLength,
          sendDrops,
          mtu,
          baudrate,
          inputPackets,
          inputErrors,
          outputPackets,
          outputErrors,
          collisions,
          inputBytes,
          outputBytes,
          inputMulticast,
          outputMulticast,
          inputDropped,
          outputDropped);
    }
  }

  /** A counter of the virtual machine monitor (FreeBSD). */
  public record Counter(String key, long value) {}
}
