package org.albatross.stats;

import java.util.List;
import org.albatross.core.model.message.StatsCommand;

/**
 * A process whose use is gathered.
 *
 * @param start when the process started, in seconds since 1970: another one may get its pid
 * @param vmmDevice the virtual machine on FreeBSD, else empty
 * @param linked whether albatrossd told of it, and not a client
 */
record Watched(
    long pid, long start, String vmmDevice, List<StatsCommand.Tap> taps, boolean linked) {
  Watched {
    taps = List.copyOf(taps);
  }
}
