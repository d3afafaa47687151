package org.albatross.core.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** How much each may have of something that is there for all. */
class SharesTest {
  private final Shares<String> shares = new Shares<>(5, 8);

  @Test
  void oneOwnerCannotTakeWhatIsThereForAll() {
    assertTrue(shares.take("greedy", 5));
    assertFalse(shares.take("greedy", 1));
    assertTrue(shares.take("other", 3));
  }

  @Test
  void allTogetherTakeNoMoreThanThereIs() {
    assertTrue(shares.take("one", 4));
    assertFalse(shares.take("other", 5));
    assertTrue(shares.take("other", 4));
  }

  @Test
  void whatIsGivenBackCanBeTakenAgainAndNothingIsKeptOfItsOwner() {
    assertTrue(shares.take("one", 5));
    shares.giveBack("one", 2);
    assertEquals(3, shares.of("one"));
    assertTrue(shares.take("one", 2));
    shares.giveBack("one", 5);
    assertEquals(0, shares.owners());
    assertTrue(shares.take("other", 5) && shares.take("one", 3));
  }
}
