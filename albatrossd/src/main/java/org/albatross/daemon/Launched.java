package org.albatross.daemon;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.ExitStatus;
import org.albatross.core.model.MacAddress;

/**
 * A tender that was started.
 *
 * @param digest SHA-256 of the image; BHyve: the name of the virtual machine
 * @param virtualMachine BHyve only: what is to be destroyed afterwards
 * @param exit completes on the loop's thread when it has ended
 */
record Launched(
    long pid,
    Instant started,
    Bytes digest,
    List<Tap> taps,
    Optional<String> virtualMachine,
    CompletableFuture<ExitStatus> exit) {
  Launched {
    taps = List.copyOf(taps);
  }

  /** A net of the unikernel and what carries it on the host. */
  record Tap(String net, String bridge, String tap, MacAddress mac) {}
}
