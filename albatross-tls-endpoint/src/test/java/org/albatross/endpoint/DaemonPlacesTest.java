package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.Label;
import org.albatross.core.model.Path;
import org.albatross.core.tls.ChainException;
import org.junit.jupiter.api.Test;

/** Who gets to the daemons, and who waits. */
final class DaemonPlacesTest {
  private static final Path GREEDY = Path.ROOT.child(new Label("greedy"));
  private static final Path OTHER = Path.ROOT.child(new Label("other"));
  private static final DaemonPlaces.Use TRANSFER = DaemonPlaces.Use.TRANSFER;
  private static final int SHARE = 16;

  private final DaemonPlaces places = new DaemonPlaces();
  private final List<String> ready = new ArrayList<>();

  private DaemonPlaces.Ticket enter(DaemonPlaces.Use use, Path tenant, String name)
      throws ChainException {
    return places.enter(use, tenant, () -> ready.add(name));
  }

  private List<DaemonPlaces.Ticket> fill() throws ChainException {
    List<DaemonPlaces.Ticket> tickets = new ArrayList<>();
    for (int i = 0; i < SHARE; i++) {
      tickets.add(enter(TRANSFER, GREEDY, "share"));
    }
    assertEquals(SHARE, ready.size());
    ready.clear();
    return tickets;
  }

  @Test
  void oneTenantsTransfersTakeNoPlaceOfAnotherOrOfItsOwnCommands() throws Exception {
    fill();
    assertTrue(enter(TRANSFER, GREEDY, "too many").waits());
    assertFalse(enter(TRANSFER, OTHER, "other").waits());
    assertFalse(enter(DaemonPlaces.Use.COMMAND, GREEDY, "command").waits());
    assertEquals(List.of("other", "command"), ready);
  }

  @Test
  void whoWaitsGetsThePlaceOfWhoLeavesInOrder() throws Exception {
    List<DaemonPlaces.Ticket> tickets = fill();
    DaemonPlaces.Ticket first = enter(TRANSFER, GREEDY, "first");
    enter(TRANSFER, GREEDY, "second");
    tickets.get(3).leave();
    tickets.get(5).leave();
    assertEquals(List.of("first", "second"), ready);
    assertFalse(first.waits());
  }

  @Test
  void whoLeftTheQueueIsNotCalled() throws Exception {
    List<DaemonPlaces.Ticket> tickets = fill();
    enter(TRANSFER, GREEDY, "gone").leave();
    enter(TRANSFER, GREEDY, "there");
    tickets.get(0).leave();
    assertEquals(List.of("there"), ready);
  }

  @Test
  void allTenantsTogetherLeaveSomeOfTheDaemonsPlacesAndTakeTurns() throws Exception {
    List<DaemonPlaces.Ticket> taken = new ArrayList<>();
    for (int tenant = 0; tenant < 8; tenant++) {
      for (int i = 0; i < SHARE; i++) {
        taken.add(enter(TRANSFER, Path.ROOT.child(new Label("t" + tenant)), "taken"));
      }
    }
    ready.clear();
    enter(TRANSFER, OTHER, "other 1");
    enter(TRANSFER, OTHER, "other 2");
    enter(TRANSFER, GREEDY, "greedy 1");
    assertTrue(ready.isEmpty(), "all places were taken");
    taken.subList(0, 3).forEach(DaemonPlaces.Ticket::leave);
    assertEquals(List.of("other 1", "greedy 1", "other 2"), ready);
  }

  @Test
  void whoWouldReadWithoutEndIsToldThatThereIsNoPlace() throws Exception {
    for (int i = 0; i < 256; i++) {
      enter(DaemonPlaces.Use.CONSOLE, GREEDY, "reader");
    }
    assertThrows(
        ChainException.class, () -> enter(DaemonPlaces.Use.CONSOLE, GREEDY, "one too many"));
    assertFalse(enter(DaemonPlaces.Use.CONSOLE, OTHER, "other").waits());
  }
}
