package org.albatross.albatrossd.life;

import java.time.Duration;
import java.time.Instant;

/**
 * Now.
 *
 * @param wall what people are told; it may be set
 * @param elapsed since some moment in the past; it only grows, so what is due is measured by it
 */
public record Moment(Instant wall, Duration elapsed) {
  Duration in(Duration delay) {
    return elapsed.plus(delay);
  }

  boolean reached(Duration when) {
    return elapsed.compareTo(when) >= 0;
  }
}
