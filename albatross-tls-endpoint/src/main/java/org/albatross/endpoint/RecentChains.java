package org.albatross.endpoint;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.albatross.core.tls.Grant;

/**
 * Chains whose policies were all set a moment ago: setting them again changes nothing, and nobody
 * has to be asked before what was in force. Not thread-safe.
 */
final class RecentChains {
  static final Duration HOLD = Duration.ofSeconds(1);
  static final int MOST = 256;

  private final Map<List<Grant>, Long> until = new LinkedHashMap<>();

  boolean contains(List<Grant> grants, long now) {
    Long end = until.get(grants);
    return end != null && now - end < 0;
  }

  void add(List<Grant> grants, long now) {
    until.remove(grants);
    until.put(grants, now + HOLD.toNanos());
    if (until.size() > MOST) {
      until.remove(until.keySet().iterator().next());
    }
  }

  void remove(List<Grant> grants) {
    until.remove(grants);
  }

  int size() {
    return until.size();
  }
}
