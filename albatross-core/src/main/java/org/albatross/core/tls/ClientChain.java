package org.albatross.core.tls;

import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A chain that a client presented and that was found to be in order: leaf first, each certificate
 * issued and signed by the next, the last by the one CA. There is no other way to get one, so that
 * what is read from it was validated (docs/protocol/daemons.md, albatross-tls-endpoint).
 */
public final class ClientChain {
  /** The most certificates, without the CA. */
  public static final int MAX_LENGTH = 9;

  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final int DIGITAL_SIGNATURE = 0;
  private static final int KEY_CERT_SIGN = 5;

  private final List<X509Certificate> certificates;

  private ClientChain(List<X509Certificate> certificates) {
    this.certificates = List.copyOf(certificates);
  }

  /**
   * Validates what was presented, exactly as it was: nothing is left out, put in order or looked up
   * elsewhere.
   *
   * @param presented leaf first; the CA may stand at the end
   * @param ca the only one that is trusted
   * @param now the time at which the certificates must be valid
   * @throws ChainException if anything is wrong, with the certificate that is
   */
  public static ClientChain verify(List<X509Certificate> presented, X509Certificate ca, Instant now)
      throws ChainException {
    List<X509Certificate> chain = withoutAuthority(presented, ca);
    if (chain.isEmpty()) {
      throw new ChainException("no certificate but that of the CA was presented");
    }
    if (chain.size() > MAX_LENGTH) {
      throw new ChainException(
          "a chain of %s certificates, at most %s are taken".formatted(chain.size(), MAX_LENGTH));
    }
    checkAuthority(ca, chain.size() - 1, now);
    checkNothingSpare(chain, ca);
    checkTimes(chain, now);
    validate(chain, ca, now);
    checkPathLengths(chain);
    for (X509Certificate issuer : chain.subList(1, chain.size())) {
      checkMaySign(issuer);
    }
    checkIsClient(chain.get(0));
    return new ClientChain(chain);
  }

  /** The certificate that carries the command. */
  public X509Certificate leaf() {
    return certificates.get(0);
  }

  /** The others from the CA downwards, the CA not included. */
  public List<X509Certificate> intermediatesFromAuthority() {
    List<X509Certificate> reversed = new java.util.ArrayList<>();
    for (int i = certificates.size() - 1; i > 0; i--) {
      reversed.add(certificates.get(i));
    }
    return reversed;
  }

  /** How a certificate is called in messages: the place in the chain tells it from namesakes. */
  static String describe(X509Certificate certificate) {
    return "the certificate " + CertificateNames.quote(certificate);
  }

  private static List<X509Certificate> withoutAuthority(
      List<X509Certificate> presented, X509Certificate ca) {
    int last = presented.size() - 1;
    return last >= 0 && presented.get(last).equals(ca) ? presented.subList(0, last) : presented;
  }

  /** The validator trusts an anchor whatever it says of itself. */
  private static void checkAuthority(X509Certificate ca, int intermediates, Instant now)
      throws ChainException {
    Optional<String> problem = Validity.problem(ca, now);
    if (problem.isPresent()) {
      throw ChainException.ofTime("the CA's own certificate is not valid: " + problem.get());
    }
    if (ca.getBasicConstraints() >= 0 && intermediates > ca.getBasicConstraints()) {
      throw new ChainException(
          "the CA allows %s certificates between it and the leaf, there are %s"
              .formatted(ca.getBasicConstraints(), intermediates));
    }
  }

  /** The validator says neither which of the two it is, nor when it will be or was. */
  private static void checkTimes(List<X509Certificate> chain, Instant now) throws ChainException {
    for (X509Certificate each : chain) {
      Optional<String> problem = Validity.problem(each, now);
      if (problem.isPresent()) {
        throw ChainException.ofTime(describe(each) + " is not valid: " + problem.get());
      }
    }
  }

  private static void checkNothingSpare(List<X509Certificate> chain, X509Certificate ca)
      throws ChainException {
    for (int i = 0; i < chain.size(); i++) {
      X509Certificate certificate = chain.get(i);
      if (chain.indexOf(certificate) < i || certificate.equals(ca)) {
        throw new ChainException(describe(certificate) + " is in the chain twice or out of order");
      }
      X509Certificate issuer = i + 1 < chain.size() ? chain.get(i + 1) : ca;
      if (!CertificateNames.match(
          certificate.getIssuerX500Principal(), issuer.getSubjectX500Principal())) {
        throw new ChainException(
            describe(certificate) + " is not issued by the next one, " + describe(issuer));
      }
    }
  }

  private static void validate(List<X509Certificate> chain, X509Certificate ca, Instant now)
      throws ChainException {
    try {
      CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(now));
      CertPathValidator.getInstance("PKIX").validate(path, parameters);
    } catch (CertPathValidatorException e) {
      int index = e.getIndex();
      String who = index < 0 ? "the chain" : describe(chain.get(index));
      throw new ChainException(who + " is not valid: " + e.getMessage(), e);
    } catch (InvalidAlgorithmParameterException e) {
      throw new IllegalStateException(e);
    } catch (GeneralSecurityException e) {
      throw new ChainException("the chain cannot be validated: " + e.getMessage(), e);
    }
  }

  /**
   * The validator does not count a certificate that bears the name of its issuer (RFC 5280, 6.1.4):
   * a name would be enough to go on below where one was told to stop.
   */
  private static void checkPathLengths(List<X509Certificate> chain) throws ChainException {
    for (int below = 0; below < chain.size() - 1; below++) {
      X509Certificate issuer = chain.get(below + 1);
      if (below > issuer.getBasicConstraints()) {
        throw new ChainException(
            describe(issuer)
                + " allows %s certificates between it and the leaf, there are %s"
                    .formatted(issuer.getBasicConstraints(), below));
      }
    }
  }

  /** RFC 5280, 4.2.1.3: the validator lets one pass that says nothing of what its key is for. */
  private static void checkMaySign(X509Certificate issuer) throws ChainException {
    boolean[] usage = issuer.getKeyUsage();
    if (usage == null || !usage[KEY_CERT_SIGN]) {
      throw new ChainException(
          describe(issuer) + " may not sign certificates: its key usage has no keyCertSign");
    }
  }

  private static void checkIsClient(X509Certificate leaf) throws ChainException {
    boolean[] usage = leaf.getKeyUsage();
    if (usage != null && !usage[DIGITAL_SIGNATURE]) {
      throw new ChainException(
          describe(leaf) + " may not be used for TLS: its key usage has no digitalSignature");
    }
    List<String> purposes;
    try {
      purposes = leaf.getExtendedKeyUsage();
    } catch (CertificateParsingException e) {
      throw new ChainException(describe(leaf) + " has an extended key usage that is none", e);
    }
    if (purposes != null && !purposes.contains(CLIENT_AUTH) && !purposes.contains(ANY_USAGE)) {
      throw new ChainException(
          describe(leaf) + " is not for clients: its extended key usage has no clientAuth");
    }
  }
}
