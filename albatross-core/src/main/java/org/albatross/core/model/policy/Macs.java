package org.albatross.core.model.policy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.Utf8;
import org.albatross.core.model.unikernel.NetDevice;

/** The MAC addresses of unikernels' network devices. */
public final class Macs {
  private Macs() {}

  /** The address that was asked for, or else the derived one. */
  public static MacAddress of(NetDevice net, Name unikernel) {
    return net.mac().orElseGet(() -> derive(net.name(), unikernel));
  }

  /**
   * The address of a net that was given none: 00:80:41 and the first three bytes of the MD5 over
   * the net's name followed by the unikernel's (docs/protocol/tenders.md, Tender). It stays the
   * same over restarts and hosts.
   *
   * @param net the net's name in the manifest
   */
  public static MacAddress derive(String net, Name unikernel) {
    return derive(net, unikernel, 0);
  }

  /**
   * What the address is where it is taken.
   *
   * @param attempt 0 for {@link #derive(String, Name)}, and another address for each other number
   */
  static MacAddress derive(String net, Name unikernel, int attempt) {
    MessageDigest md5;
    try {
      md5 = MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has MD5", e);
    }
    String text = net + unikernel.text() + (attempt == 0 ? "" : " " + attempt);
    byte[] digest = md5.digest(Utf8.encode(text));
    return new MacAddress(
        Bytes.wrap(new byte[] {0x00, (byte) 0x80, 0x41, digest[0], digest[1], digest[2]}));
  }
}
