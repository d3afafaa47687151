package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Policy;
import org.albatross.core.model.PolicyCommand;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;

/**
 * Who holds a certificate of the host's CA with a policy, and signs what commands it likes.
 *
 * @param name its path
 */
public record CertifiedTenant(String name, TestCertificate certificate) {
  private static final char[] NO_PASSWORD = {};

  private static final int UNIKERNELS = 64;
  private static final int MEMORY = 4096;
  private static final int BLOCK_MEGABYTES = 256;

  /** A tenant with more of all than it needs on CPU 0. */
  public static CertifiedTenant of(TestCertificate authority, String name) {
    Policy policy =
        new Policy(
            new TreeSet<>(List.of(0L)),
            UNIKERNELS,
            MEMORY,
            OptionalLong.of(BLOCK_MEGABYTES),
            new TreeSet<>());
    return of(authority, name, policy);
  }

  /** A tenant with a policy. */
  public static CertifiedTenant of(TestCertificate authority, String name, Policy policy) {
    return new CertifiedTenant(
        name,
        authority.issue(
            CertificateSpec.ca(name)
                .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy)))));
  }

  /** The certificates that are a request, the leaf first. */
  public TestCertificate[] chain(String label, Payload.Command command) {
    TestCertificate leaf =
        certificate.issue(
            CertificateSpec.leaf(label).albatross(CertificateExtension.encode(command)));
    return new TestCertificate[] {leaf, certificate};
  }

  /** Who makes this request, in TLS. */
  public SSLContext request(String label, Payload.Command command) {
    TestCertificate[] chain = chain(label, command);
    X509Certificate[] certificates =
        Stream.of(chain).map(TestCertificate::certificate).toArray(X509Certificate[]::new);
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("key", chain[0].keys().getPrivate(), NO_PASSWORD, certificates);
      KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLSv1.3");
      context.init(keys.getKeyManagers(), new TrustManager[] {new TrustsAll()}, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("the JDK has TLS 1.3", e);
    }
  }

  /** Whom it talks to is of no interest here. */
  private static final class TrustsAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
