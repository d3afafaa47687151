package org.albatross.core.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may hold how much memory. */
class MemoryBudgetTest {
  private static final int SMALL = MemoryBudget.SMALL;
  private static final int BYTES = 16 * SMALL;

  private final MemoryBudget budget = new MemoryBudget(BYTES);

  @Test
  void everyByteCountsHoweverFewOneShareHas() throws Exception {
    List<MemoryBudget.Share> shares = new ArrayList<>();
    for (int i = 0; i < BYTES / SMALL; i++) {
      MemoryBudget.Share share = budget.share();
      share.grow(SMALL);
      shares.add(share);
    }
    assertThrows(FrameException.class, () -> budget.share().grow(1));
    shares.get(0).close();
    budget.share().grow(SMALL);
  }

  @Test
  void largeSharesLeaveAPartToSmallOnes() throws Exception {
    budget.share().grow(BYTES - BYTES / 8);
    assertThrows(FrameException.class, () -> budget.share().grow(SMALL + 1));
    budget.share().grow(SMALL);
  }

  @Test
  void whoCanBeGivenUpIsBeforeAnybodyIsRefused() throws Exception {
    ArrayDeque<MemoryBudget.Share> strangers = new ArrayDeque<>();
    budget.onPressure(
        () -> {
          boolean some = !strangers.isEmpty();
          if (some) {
            strangers.remove().close();
          }
          return some;
        });
    for (int i = 0; i < 10; i++) {
      MemoryBudget.Share stranger = budget.share();
      strangers.add(stranger);
      stranger.grow(4 * SMALL);
    }
    assertEquals(3, strangers.size());
    budget.share().grow(8 * SMALL);
    assertEquals(1, strangers.size());
  }

  @Test
  void whoIsGivenUpForItsOwnSakeIsRefusedAndHoldsNothing() throws Exception {
    MemoryBudget.Share greedy = budget.share();
    boolean[] given = {false};
    budget.onPressure(
        () -> {
          boolean first = !given[0];
          given[0] = true;
          greedy.close();
          return first;
        });
    greedy.grow(8 * SMALL);
    assertThrows(FrameException.class, () -> greedy.grow(15 * SMALL));
    budget.share().grow(BYTES - BYTES / 8);
  }
}
