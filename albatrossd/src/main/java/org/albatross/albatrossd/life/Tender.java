package org.albatross.albatrossd.life;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;

/**
 * A process that runs a unikernel.
 *
 * @param digest SHA-256 of the image; BHyve: the name of the virtual machine
 * @param virtualMachine BHyve only: what is to be destroyed afterwards
 */
public record Tender(
    long pid, Instant started, Bytes digest, List<Tap> taps, Optional<String> virtualMachine) {
  public Tender {
    taps = List.copyOf(taps);
  }

  /** A net of the unikernel and what carries it on the host. */
  public record Tap(String net, String bridge, String tap, MacAddress mac) {}
}
