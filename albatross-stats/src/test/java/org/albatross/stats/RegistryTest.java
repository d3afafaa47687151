package org.albatross.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.StatsCommand;
import org.junit.jupiter.api.Test;

class RegistryTest {
  private static final StatsCommand.Tap TAP = new StatsCommand.Tap("service", "vmmtap0");

  private final Registry registry = new Registry();

  private static Watched process(long pid, boolean linked) {
    return new Watched(pid, 1, "", List.of(), linked);
  }

  private static void assertRefused(String expected, String name, StatsCommand.Add add)
      throws Exception {
    Name parsed = Name.parse(name);
    AlbatrossException e =
        assertThrows(AlbatrossException.class, () -> Registry.check(parsed, add));
    assertTrue(e.getMessage().contains(expected), e.getMessage());
  }

  @Test
  void whatCannotBeAProcessOrAnInterfaceIsRefused() throws Exception {
    for (long pid : new long[] {0, -1, Long.MIN_VALUE, 1L << 31, Long.MAX_VALUE}) {
      assertRefused("not " + pid, "a:b", new StatsCommand.Add("", pid, List.of()));
    }
    assertRefused("is a path", "a:", new StatsCommand.Add("", 1, List.of()));
    for (String tap : List.of("", "a-name-too-long!", "x".repeat(1000))) {
      assertRefused(
          "no name of an interface",
          "a",
          new StatsCommand.Add("", 1, List.of(new StatsCommand.Tap("net", tap))));
    }
    assertRefused(
        "at most 256 taps",
        "a",
        new StatsCommand.Add("", 1, Collections.nCopies(Registry.MAX_TAPS + 1, TAP)));
    assertRefused("VMM", "a", new StatsCommand.Add("x".repeat(251), 1, List.of()));
    Registry.check(
        Name.parse("a"),
        new StatsCommand.Add("", Integer.MAX_VALUE, Collections.nCopies(256, TAP)));
  }

  @Test
  void theSameNameTwiceIsTheNewOne() throws Exception {
    Name name = Name.parse("a:b");
    registry.add(name, process(1, false));
    Registry.Entry first = registry.entries().get(0);
    registry.add(name, process(2, false));
    assertEquals(Optional.of(process(2, false)), registry.find(name));
    registry.remove(first);
    assertEquals(1, registry.entries().size(), "the first one's end is not the second one's");
    assertTrue(registry.remove(name));
    assertFalse(registry.remove(name));
  }

  @Test
  void whatAlbatrossdToldOfIsForgottenAndWhatAClientAddedStays() throws Exception {
    registry.add(Name.parse("a"), process(1, true));
    registry.add(Name.parse("b"), process(2, false));
    registry.forgetLinked();
    assertEquals(
        List.of(new Registry.Entry(Name.parse("b"), process(2, false))), registry.entries());
  }

  @Test
  void oneMoreThanTheMostIsRefusedAndNothingIsLost() throws Exception {
    for (int i = 0; i < Registry.MAX_UNIKERNELS; i++) {
      registry.add(Name.parse("a:" + i), process(1, false));
    }
    Name more = Name.parse("more");
    assertThrows(AlbatrossException.class, () -> registry.add(more, process(1, false)));
    registry.add(Name.parse("a:0"), process(2, false));
    assertEquals(Registry.MAX_UNIKERNELS, registry.entries().size());
  }
}
