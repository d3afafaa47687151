package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.albatross.core.net.MemoryBudget;
import org.junit.jupiter.api.Test;

/** What comes of somebody who is not known yet. */
final class HandshakeGuardTest {
  private static final int MOST = 1000;

  private static HandshakeGuard guard(MemoryBudget budget) {
    return new HandshakeGuard(budget, MOST, new StrangersLog());
  }

  @Test
  void whoSendsMoreThanAHandshakeTakesIsNotReadFromUntilItIsKnown() {
    HandshakeGuard guard = guard(new MemoryBudget(1 << 20));
    EmbeddedChannel channel = new EmbeddedChannel(guard);
    channel.writeInbound(Unpooled.buffer().writeZero(MOST));
    assertFalse(guard.isFull());
    channel.writeInbound(Unpooled.buffer().writeZero(1));
    assertTrue(guard.isFull());
    guard.passed();
    assertFalse(guard.isFull());
    channel.finishAndReleaseAll();
  }

  @Test
  void whatManyHoldTogetherHasALimit() {
    MemoryBudget budget = new MemoryBudget(1500);
    EmbeddedChannel one = new EmbeddedChannel(guard(budget));
    EmbeddedChannel other = new EmbeddedChannel(guard(budget));
    one.writeInbound(Unpooled.buffer().writeZero(900));
    other.writeInbound(Unpooled.buffer().writeZero(900));
    assertTrue(one.isOpen());
    assertFalse(other.isOpen());
    one.close();
    EmbeddedChannel third = new EmbeddedChannel(guard(budget));
    third.writeInbound(Unpooled.buffer().writeZero(900));
    assertTrue(third.isOpen());
    one.finishAndReleaseAll();
    other.finishAndReleaseAll();
    third.finishAndReleaseAll();
  }
}
