package org.albatross.influx;

import java.io.Closeable;
import java.time.Instant;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Stats;

/** Takes statistics, without waiting for anything. Called by one thread. */
interface Receiver extends Closeable {
  /** A unikernel used this much at this time. */
  void onStats(Name name, Stats stats, Instant time);
}
