package org.albatross.client.certificate;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.client.request.Request;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.tls.Identity;

/** Signs requests at the moment they are sent: a leaf for each, with a key of its own. */
public final class OneStep {
  private static final Duration VALIDITY = Duration.ofMinutes(5);

  private final Signer signer;
  private final KeyType type;

  private OneStep(Signer signer, KeyType type) {
    this.signer = signer;
    this.type = type;
  }

  /** Reads the signer's certificates and key. */
  public static OneStep of(Path certificates, Path key, KeyType type) throws AlbatrossException {
    return new OneStep(Signer.read(certificates, key), type);
  }

  /** Signs something that nobody gets, so that a real one takes less time. */
  public static void rehearse() throws AlbatrossException {
    KeyPair keys = KeyType.ED25519.generate();
    Issue issue =
        new Issue(
            SigningRequest.subject(Subject.NONE),
            keys.getPublic(),
            CertificateKind.CLIENT,
            VALIDITY,
            Optional.empty());
    X509Certificate signer = issue.selfSigned(keys.getPrivate());
    var unused =
        new Signer(Path.of(""), List.of(signer), keys.getPrivate())
            .sign(issue)
            .getSubjectX500Principal();
  }

  /** What to present for a request: the leaf that carries it, and those that vouch for it. */
  public Identity identity(Request request) throws AlbatrossException {
    signer.check(request.command());
    KeyPair keys = type.generate();
    X509Certificate leaf =
        signer.sign(
            new Issue(
                SigningRequest.subject(Subject.of(request).commonName()),
                keys.getPublic(),
                CertificateKind.CLIENT,
                VALIDITY,
                Optional.of(request.command())));
    List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
    chain.addAll(signer.chain());
    return new Identity(keys.getPrivate(), chain);
  }
}
