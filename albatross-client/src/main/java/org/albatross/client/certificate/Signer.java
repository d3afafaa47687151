package org.albatross.client.certificate;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Label;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.ArgumentRules;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.ResourceRules;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.tls.CertificateNames;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.CommonName;
import org.albatross.core.tls.PemFiles;
import org.albatross.core.tls.Validity;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.der.DecodeException;

/**
 * Who signs: the first certificate of a file, the others being those that vouch for it.
 *
 * @param file where the certificates come from
 * @param chain the signer's own first
 */
record Signer(Path file, List<X509Certificate> chain, PrivateKey key) {
  private static final int KEY_CERT_SIGN = 5;

  /** A policy of this much memory or less is of no use (docs/protocol/client.md, Certificates). */
  private static final long TOO_LITTLE_MEMORY = 16;

  static Signer read(Path certificates, Path key) throws AlbatrossException {
    Signer signer =
        new Signer(certificates, PemFiles.certificates(certificates), PemFiles.privateKey(key));
    signer.checkMaySign();
    signer.checkHasName();
    return signer;
  }

  private X509Certificate certificate() {
    return chain.get(0);
  }

  /** When the first of its certificates ends: what it signs is of no use any more then. */
  Instant end() {
    return chain.stream()
        .map(each -> each.getNotAfter().toInstant())
        .min(Comparator.naturalOrder())
        .orElseThrow();
  }

  private void checkMaySign() throws ClientException {
    X509Certificate own = certificate();
    boolean[] usage = own.getKeyUsage();
    boolean mayUseKey = usage == null || usage[KEY_CERT_SIGN];
    if (own.getBasicConstraints() < 0 || !mayUseKey) {
      throw ClientException.other("the certificate in " + file + " may not sign others")
          .hint("the file's first certificate signs: that of a CA, or of a policy");
    }
    Optional<String> problem = Validity.problem(own, Instant.now());
    if (problem.isPresent()) {
      throw ClientException.other("the certificate in " + file + " is not valid: " + problem.get())
          .hint("is the time right on this host? Else whoever signed it has to sign it anew");
    }
  }

  /** A name in a path: endpoints would refuse all that is signed under another one. */
  private void checkHasName() throws AlbatrossException {
    if (policy().isPresent()) {
      try {
        var unused = CommonName.of(certificate());
      } catch (ChainException e) {
        throw ClientException.other(file + ": " + e.getMessage());
      }
    }
  }

  /** Whether the signer may give what is asked for (docs/protocol/client.md, Certificates). */
  void check(Payload.Command command) throws AlbatrossException {
    Optional<Policy> limit = policy();
    if (command instanceof PolicyCommand.Add add) {
      checkUsable(add.policy());
      if (limit.isPresent()) {
        ResourceRules.checkNotLarger(
            "the policy in " + file, limit.get(), "the one asked for", add.policy());
      }
      return;
    }
    Optional<Arguments> arguments = UnikernelCommand.arguments(command);
    if (arguments.isPresent()) {
      ArgumentRules.check(arguments.get());
      if (limit.isPresent()) {
        ResourceRules.checkAlone(path(), limit.get(), arguments.get());
      }
    }
  }

  /** Where its policy holds, as seen from here: below what the host's CA allows, nobody knows. */
  private org.albatross.core.model.Path path() throws AlbatrossException {
    Label label = Label.of(CommonName.of(certificate()));
    return org.albatross.core.model.Path.ROOT.child(label);
  }

  private static void checkUsable(Policy policy) throws ClientException {
    String why =
        policy.unikernels() <= 0
            ? "it allows no unikernel"
            : policy.cpuIds().isEmpty()
                ? "it allows no CPU"
                : policy.memory() <= TOO_LITTLE_MEMORY
                    ? "a unikernel needs more than " + policy.memory() + " MB of memory"
                    : policy.block().orElse(0) < 0 ? "its storage is negative" : "";
    if (!why.isEmpty()) {
      throw ClientException.other("the policy asked for is of no use: " + why);
    }
  }

  private Optional<Policy> policy() throws ClientException {
    byte[] extension = certificate().getExtensionValue(CertificateExtension.OID);
    if (extension == null) {
      return Optional.empty();
    }
    try {
      return CertificateExtension.decodeValue(extension) instanceof PolicyCommand.Add add
          ? Optional.of(add.policy())
          : Optional.empty();
    } catch (DecodeException e) {
      throw ClientException.other(
          "cannot read the albatross extension in " + file + ": " + e.getMessage());
    }
  }

  X509Certificate sign(Issue issue) throws ClientException {
    X509Certificate signed = issue.signedBy(certificate(), key);
    try {
      signed.verify(certificate().getPublicKey());
      return signed;
    } catch (java.security.GeneralSecurityException e) {
      throw ClientException.other("the private key is not that of the certificate in " + file)
          .hint("the file's first certificate signs");
    }
  }

  /** What belongs behind a certificate that was signed: all but a CA that stands for itself. */
  List<X509Certificate> chainBehind() {
    List<X509Certificate> behind = new ArrayList<>();
    for (X509Certificate each : chain) {
      if (!CertificateNames.isSelfSigned(each)) {
        behind.add(each);
      }
    }
    return behind;
  }
}
