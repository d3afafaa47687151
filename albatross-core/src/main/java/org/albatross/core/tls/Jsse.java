package org.albatross.core.tls;

import java.security.Security;

/**
 * Settings of the JDK's TLS that there are as system properties only. They are read once, so they
 * have to be made before the first use of {@code javax.net.ssl}.
 */
public final class Jsse {
  /** What the certificates of a chain take beside an image that one of them carries. */
  private static final int OTHER_CERTIFICATES = 1 << 16;

  /** Longer ones than are taken: the JDK ends the connection over them without an alert. */
  private static final int CHAIN_LENGTH = ClientChain.MAX_LENGTH + 8;

  private Jsse() {}

  /**
   * Prepares the JDK for our connections.
   *
   * @param maxCertificate the largest certificate to take or to present, in bytes
   */
  public static void configure(int maxCertificate) {
    set("jdk.tls.maxHandshakeMessageSize", Integer.toString(largestMessage(maxCertificate)));
    String length = Integer.toString(CHAIN_LENGTH);
    set("jdk.tls.maxCertificateChainLength", length);
    set("jdk.tls.server.maxInboundCertificateChainLength", length);
    set("jdk.tls.client.maxInboundCertificateChainLength", length);
    // A ticket would hold the whole chain. This alone does not end resumption: the JDK then keeps
    // the sessions itself, which ClientTrust prevents.
    set("jdk.tls.server.enableSessionTicketExtension", "false");
    set("jdk.tls.client.enableSessionTicketExtension", "false");
    set("jdk.tls.namedGroups", "x25519,secp256r1,secp384r1,secp521r1,x448");
    Security.insertProviderAt(new CurveProvider(), 1);
  }

  private static int largestMessage(int maxCertificate) {
    return maxCertificate + OTHER_CERTIFICATES;
  }

  /**
   * More bytes than a client sends until its handshake is over, in a connection that is prepared.
   */
  public static long handshakeBytes(int maxCertificate) {
    return (long) largestMessage(maxCertificate) + OTHER_CERTIFICATES;
  }

  /** What was set on the command line of the JVM stays. */
  private static void set(String property, String value) {
    if (System.getProperty(property) == null) {
      System.setProperty(property, value);
    }
  }
}
