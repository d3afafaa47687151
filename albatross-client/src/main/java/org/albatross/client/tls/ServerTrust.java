package org.albatross.client.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.albatross.core.tls.CertificateNames;
import org.albatross.core.tls.RefusingTrust;
import org.albatross.core.tls.Validity;
import org.albatross.core.wire.CertificateExtension;

/**
 * Trusts a server whose chain leads to a CA of {@code --server-ca} and whose certificate is one for
 * servers. Its name is not looked at: it is the same on all hosts (docs/protocol/client.md,
 * Certificates). So nobody but the CA, or one without a policy below it, may vouch for a server.
 */
final class ServerTrust extends RefusingTrust {
  private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";

  private final List<X509Certificate> authorities;
  private volatile Optional<String> refusal = Optional.empty();
  private volatile boolean aboutTime;

  ServerTrust(List<X509Certificate> authorities) {
    super("this is no server");
    this.authorities = List.copyOf(authorities);
  }

  /** Why the server was not trusted, if it was not. */
  Optional<String> refusal() {
    return refusal;
  }

  /** Whether that was for the time at which it is valid. */
  boolean isAboutTime() {
    return aboutTime;
  }

  private void check(X509Certificate... chain) throws CertificateException {
    try {
      validate(List.of(chain));
      List<String> purposes = chain[0].getExtendedKeyUsage();
      if (purposes == null
          || !purposes.contains(SERVER_AUTH)
          || chain[0].getBasicConstraints() >= 0) {
        throw new CertificateException(name(chain[0]) + " is not the certificate of a server");
      }
      checkNoTenant(chain);
    } catch (CertificateException e) {
      refusal = Optional.of(String.valueOf(e.getMessage()));
      throw e;
    }
  }

  /** Who may sign commands could otherwise sign a server too, and be taken for any host. */
  private static void checkNoTenant(X509Certificate... chain) throws CertificateException {
    for (X509Certificate each : chain) {
      if (each.getExtensionValue(CertificateExtension.OID) != null) {
        throw new CertificateException(
            name(each) + " is that of a client, which may not vouch for a server");
      }
    }
  }

  private void validate(List<X509Certificate> chain) throws CertificateException {
    int last = chain.size() - 1;
    boolean withAuthority = last > 0 && authorities.contains(chain.get(last));
    Set<TrustAnchor> anchors = new HashSet<>();
    for (X509Certificate authority : authorities) {
      checkTime(authority);
      anchors.add(new TrustAnchor(authority, null));
    }
    for (X509Certificate each : chain) {
      checkTime(each);
    }
    try {
      PKIXParameters parameters = new PKIXParameters(anchors);
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(
              CertificateFactory.getInstance("X.509")
                  .generateCertPath(withAuthority ? chain.subList(0, last) : chain),
              parameters);
    } catch (CertPathValidatorException e) {
      int index = Math.max(0, e.getIndex());
      throw new CertificateException(name(chain.get(index)) + ": " + e.getMessage(), e);
    } catch (CertificateException e) {
      throw e;
    } catch (GeneralSecurityException e) {
      throw new CertificateException(e);
    }
  }

  private void checkTime(X509Certificate certificate) throws CertificateException {
    Optional<String> problem = Validity.problem(certificate, Instant.now());
    if (problem.isPresent()) {
      aboutTime = true;
      throw new CertificateException(name(certificate) + " is not valid: " + problem.get());
    }
  }

  private static String name(X509Certificate certificate) {
    return CertificateNames.quote(certificate);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    check(chain);
  }
}
