package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.Label;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.tls.Grant;
import org.junit.jupiter.api.Test;

/** What was set a moment ago. */
final class RecentChainsTest {
  private static final long MOMENT = RecentChains.HOLD.toNanos();

  private final RecentChains recent = new RecentChains();

  private static List<Grant> chain(long memory) {
    Policy policy = new Policy(new TreeSet<>(), 1, memory, OptionalLong.empty(), new TreeSet<>());
    return List.of(new Grant(Path.ROOT.child(new Label("a")), policy, Instant.EPOCH));
  }

  @Test
  void aChainIsKnownForAMomentAndOnlyThatOne() {
    recent.add(chain(1), 0);
    assertTrue(recent.contains(chain(1), MOMENT - 1));
    assertFalse(recent.contains(chain(1), MOMENT));
    assertFalse(recent.contains(chain(2), 0));
    recent.remove(chain(1));
    assertFalse(recent.contains(chain(1), 0));
  }

  @Test
  void theOldestAreForgotten() {
    for (int i = 0; i < 2 * RecentChains.MOST; i++) {
      recent.add(chain(i), 0);
    }
    assertEquals(RecentChains.MOST, recent.size());
    assertFalse(recent.contains(chain(0), 0));
    assertTrue(recent.contains(chain(2 * RecentChains.MOST - 1), 0));
  }
}
