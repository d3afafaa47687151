package org.albatross.core.host.tap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.albatross.core.host.CommandRunner;
import org.albatross.core.host.HostException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FreeBsdNetworkTest {
  private final List<String> ran = new ArrayList<>();
  private final Map<String, CommandRunner.Result> answers = new HashMap<>();
  private final FreeBsdNetwork network =
      new FreeBsdNetwork(
          argv -> {
            String line = String.join(" ", argv);
            ran.add(line);
            return answers.getOrDefault(line, new CommandRunner.Result(0, ""));
          });

  @BeforeEach
  void prepare() {
    answers.put("ifconfig -g bridge", new CommandRunner.Result(0, "bridge0\nservice\n"));
    answers.put(
        "ifconfig service",
        new CommandRunner.Result(
            0, "service: flags=8843<UP,BROADCAST> metric 0 mtu 9000\n\tether 58:9c:fc:10:ff:90\n"));
    answers.put("ifconfig tap create", new CommandRunner.Result(0, "tap7\n"));
  }

  @Test
  void bridgesAreListed() throws Exception {
    assertEquals(Set.of("bridge0", "service"), network.bridges());
  }

  @Test
  void aTapIsMadeAttachedAndDestroyed() throws Exception {
    assertEquals("tap7", network.createTap("service", "test", OptionalInt.empty()));
    network.destroyTap("tap7");
    assertEquals(
        List.of(
            "ifconfig -g bridge",
            "ifconfig service",
            "ifconfig tap create",
            "ifconfig tap7 description test",
            "ifconfig tap7 ether fe:ADDRESS",
            "ifconfig tap7 mtu 9000",
            "ifconfig service addm tap7",
            "ifconfig tap7",
            "ifconfig tap7 destroy"),
        ran.stream().map(line -> line.replaceAll("fe(:[0-9a-f]{2}){5}$", "fe:ADDRESS")).toList());
  }

  @Test
  void aBridgeThatDoesNotTellItsMtuLeavesNoTap() {
    answers.put("ifconfig service", new CommandRunner.Result(0, "service: flags=8843<UP>\n"));
    HostException e =
        assertThrows(
            HostException.class, () -> network.createTap("service", "test", OptionalInt.empty()));
    assertTrue(e.getMessage().contains("mtu"), e.getMessage());
    assertEquals(List.of("ifconfig -g bridge", "ifconfig service"), ran);
  }

  @Test
  void tapsAreFoundByTheirLabels() throws Exception {
    answers.put("ifconfig -g tap", new CommandRunner.Result(0, "tap7\ntap8\n"));
    String ours = "tap7: flags=8843<UP>\n\tdescription: albatross /run/a :one\n";
    answers.put("ifconfig tap7", new CommandRunner.Result(0, ours));
    answers.put("ifconfig tap8", new CommandRunner.Result(0, "tap8: flags=8843<UP>\n"));
    assertEquals(List.of("tap7"), network.taps("albatross /run/a "));
    assertEquals(List.of(), network.taps("albatross /run/b "));
  }

  @Test
  void aTapThatCannotBeAttachedIsDestroyed() {
    answers.put("ifconfig service addm tap7", new CommandRunner.Result(1, "busy"));
    HostException e =
        assertThrows(
            HostException.class, () -> network.createTap("service", "test", OptionalInt.empty()));
    assertTrue(e.getMessage().contains("busy"), e.getMessage());
    assertEquals("ifconfig tap7 destroy", ran.get(ran.size() - 1));
  }

  @Test
  void aBridgeThatIsNotThereIsNotGivenToTheTool() {
    HostException e =
        assertThrows(
            HostException.class,
            () -> network.createTap("-a destroy", "test", OptionalInt.empty()));
    assertEquals("bridge \"-a destroy\" does not exist", e.getMessage());
    assertEquals(List.of("ifconfig -g bridge"), ran);
  }

  @Test
  void anOddAnswerIsNoTap() {
    answers.put("ifconfig tap create", new CommandRunner.Result(0, "ifconfig: no\n"));
    assertThrows(
        HostException.class, () -> network.createTap("service", "test", OptionalInt.empty()));
  }

  @Test
  void destroyingATapThatIsGoneIsNoErrorAndOtherInterfacesAreLeftAlone() throws Exception {
    answers.put("ifconfig tap7", new CommandRunner.Result(1, "does not exist"));
    network.destroyTap("tap7");
    assertEquals(List.of("ifconfig tap7"), ran);
    assertThrows(HostException.class, () -> network.destroyTap("em0"));
    assertEquals(1, ran.size());
  }
}
