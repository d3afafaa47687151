package org.albatross.core.model.unikernel;

import java.util.Optional;
import org.albatross.core.model.MacAddress;

/**
 * A network device as a unikernel is given it.
 *
 * @param name the name in the image's manifest
 * @param bridge the bridge on the host; absent: the same name
 * @param mac absent: computed from the names (docs/protocol/tenders.md, Tender)
 */
public record NetDevice(String name, Optional<String> bridge, Optional<MacAddress> mac) {
  public String hostBridge() {
    return bridge.orElse(name);
  }

  public NetDevice withMac(MacAddress address) {
    return new NetDevice(name, bridge, Optional.of(address));
  }
}
