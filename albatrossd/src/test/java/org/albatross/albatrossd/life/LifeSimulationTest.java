package org.albatross.albatrossd.life;

import org.junit.jupiter.api.Test;

/**
 * What holds whatever happens in whatever order, each named in {@link LifeSimulation} and {@link
 * SimulatedHost}: no block device, name or fifo in two hands; nothing accepted leads above a
 * policy; the console of all that runs was asked for since albatross-console came back; what was
 * acknowledged was on the disk before; what was destroyed does not come back; a change that fails
 * leaves all as it was; nobody waits without a deadline, everybody is answered once, and nothing is
 * left on the host.
 */
class LifeSimulationTest {
  private static final int STEPS = 1000;

  /** How many events in all; millions are a matter of minutes. */
  private static final int EVENTS = Integer.getInteger("albatross.life.events", 200_000);

  @Test
  void whateverHappensInWhateverOrder() {
    for (long seed = 0; seed < EVENTS / STEPS; seed++) {
      LifeSimulation simulation = new LifeSimulation(seed);
      try {
        for (int i = 0; i < STEPS; i++) {
          simulation.step();
        }
        simulation.settle();
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ", at " + simulation.last, e);
      }
    }
  }
}
