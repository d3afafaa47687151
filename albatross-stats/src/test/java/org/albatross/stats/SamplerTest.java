package org.albatross.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.albatross.core.host.HostException;
import org.albatross.core.host.usage.ProcessUsage;
import org.albatross.core.host.usage.UsageSource;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;
import org.albatross.core.model.message.StatsCommand;
import org.junit.jupiter.api.Test;

class SamplerTest {
  private final Host host = new Host();
  private final Sampler sampler = new Sampler(host, true);

  /** A host that has what a test gives it. */
  private static final class Host implements UsageSource {
    final Map<Long, ProcessUsage> processes = new HashMap<>();
    final Map<String, Stats.Interface> interfaces = new HashMap<>();
    final Set<Long> hidden = new HashSet<>();
    boolean broken;

    @Override
    public boolean isHidden(long pid) {
      return hidden.contains(pid);
    }

    @Override
    public Map<Long, ProcessUsage> processes(Collection<Long> pids) throws HostException {
      if (broken) {
        throw new HostException("too many open files");
      }
      Map<Long, ProcessUsage> found = new HashMap<>(processes);
      found.keySet().retainAll(pids);
      return found;
    }

    @Override
    public Map<String, Stats.Interface> interfaces(Set<String> names) throws HostException {
      if (broken) {
        throw new HostException("no netlink");
      }
      Map<String, Stats.Interface> found = new HashMap<>(interfaces);
      found.keySet().retainAll(names);
      return found;
    }

    @Override
    public Optional<String> program(long pid) {
      return Optional.ofNullable(processes.get(pid)).map(usage -> "solo5-hvt");
    }

    @Override
    public List<Stats.Counter> virtualMachine(String device) throws HostException {
      if (device.equals("gone")) {
        throw new HostException("no such device");
      }
      return List.of(new Stats.Counter(device, 3));
    }
  }

  private static ProcessUsage started(long seconds) {
    Stats.TimeVal zero = new Stats.TimeVal(0, 0);
    return new ProcessUsage(
        new Stats.Rusage(zero, zero, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0),
        new Stats.Memory(1, 2, 3, 4, 5, 6, 0, new Stats.TimeVal(seconds, 0)));
  }

  private static Stats.Interface counters(String name, long received) {
    return new Stats.Interface(name, 0, 0, 0, 0, 1500, 0, received, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  private static Registry.Entry entry(long pid, String device, String... taps) throws Exception {
    List<StatsCommand.Tap> all =
        List.of(taps).stream().map(tap -> new StatsCommand.Tap("net-" + tap, tap)).toList();
    return new Registry.Entry(Name.parse("u" + pid), new Watched(pid, 1000, device, all, true));
  }

  @Test
  void interfacesHaveTheNamesOfTheNetsAndOneThatIsGoneIsLeftOut() throws Exception {
    host.processes.put(1L, started(1000));
    host.interfaces.put("tap0", counters("tap0", 7));
    host.interfaces.put("tap1", counters("tap1", 8));
    Stats stats =
        sampler.gather(List.of(entry(1, "", "tap1", "gone", "tap0"))).samples().get(0).stats();
    assertEquals(List.of(counters("net-tap1", 8), counters("net-tap0", 7)), stats.interfaces());
    assertEquals(Optional.empty(), stats.vmm());
  }

  @Test
  void aProcessThatIsGoneIsToldAndSoIsAnotherOneWithItsPid() throws Exception {
    host.processes.put(1L, started(1001));
    host.processes.put(2L, started(5000));
    Sampler.Round round = sampler.gather(List.of(entry(1, ""), entry(2, ""), entry(3, "")));
    assertEquals(List.of(entry(2, ""), entry(3, "")), round.gone());
    assertEquals(1, round.samples().size());
  }

  @Test
  void aProcessThatIsHiddenIsNotTakenForGone() throws Exception {
    host.hidden.add(3L);
    Sampler.Round round = sampler.gather(List.of(entry(2, ""), entry(3, "")));
    assertEquals(List.of(entry(2, "")), round.gone());
  }

  @Test
  void aHostThatCannotBeAskedIsNoReasonToForgetAProcess() throws Exception {
    host.broken = true;
    assertThrows(HostException.class, () -> sampler.gather(List.of(entry(1, ""))));
  }

  @Test
  void virtualMachinesAreAskedForWhereWantedAndTheirErrorsCostNothingElse() throws Exception {
    host.processes.put(1L, started(1000));
    host.processes.put(2L, started(1000));
    List<Sampler.Sample> samples =
        sampler.gather(List.of(entry(1, "solo5-1"), entry(2, "gone"))).samples();
    assertEquals(
        Optional.of(List.of(new Stats.Counter("solo5-1", 3))), samples.get(0).stats().vmm());
    assertEquals(Optional.empty(), samples.get(1).stats().vmm());
    Sampler without = new Sampler(host, false);
    assertTrue(
        without.gather(List.of(entry(1, "solo5-1"))).samples().get(0).stats().vmm().isEmpty());
  }

  @Test
  void aCandidateIsAProcessThatIsThere() throws Exception {
    host.processes.put(1L, started(1000));
    assertEquals(Optional.of(new Sampler.Candidate("solo5-hvt", 1000)), sampler.find(1));
    assertEquals(Optional.empty(), sampler.find(2));
  }
}
