package org.albatross.testkit;

/**
 * A check that has to hold for every seed: {@code Property.holds(500, random -> ...)}.
 *
 * <p>Seeds follow from a base seed, which is always the same unless the system property {@code
 * albatross.seed} gives another one.
 */
@FunctionalInterface
public interface Property {
  /** The system property that gives the first seed. */
  String SEED = "albatross.seed";

  /** Throws whatever it likes if it does not hold. */
  void check(SeededRandom random) throws Exception;

  /**
   * Checks with so many seeds.
   *
   * @throws AssertionError if it once does not hold, with the seed that shows it and the cause
   */
  static void holds(int runs, Property property) {
    holds(Long.getLong(SEED, 0x414C4241), runs, property);
  }

  /** The same from another base seed, which is the first run's: it repeats a failed run. */
  static void holds(long baseSeed, int runs, Property property) {
    for (int run = 0; run < runs; run++) {
      // SplittableRandom mixes its seed: neighbours give values that have nothing in common.
      long seed = baseSeed + run;
      try {
        property.check(new SeededRandom(seed));
      } catch (Exception | AssertionError | StackOverflowError failure) {
        throw new AssertionError(
            "does not hold in run %s of %s, repeat with -D%s=%s: %s"
                .formatted(run + 1, runs, SEED, seed, failure),
            failure);
      }
    }
  }
}
