package org.albatross.core.host.tap;

import java.util.concurrent.ThreadLocalRandom;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;

/** The host's end of a tap. What a unikernel has at the other end is another address. */
final class TapAddress {
  private TapAddress() {}

  /**
   * One that is higher than those of cards: a bridge takes the lowest of its ports' for its own,
   * and the host would get another one with each tap. The kernel's are any.
   */
  static MacAddress random() {
    byte[] bytes = new byte[MacAddress.LENGTH];
    ThreadLocalRandom.current().nextBytes(bytes);
    bytes[0] = (byte) 0xfe;
    return new MacAddress(Bytes.wrap(bytes));
  }
}
