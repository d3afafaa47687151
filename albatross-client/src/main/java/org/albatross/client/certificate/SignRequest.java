package org.albatross.client.certificate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Label;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.tls.CertificateNames;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.PemFiles;

/**
 * {@code sign}: makes a certificate of a signing request (docs/protocol/client.md, Certificates).
 */
public final class SignRequest {
  private final Path certificates;
  private final Path key;
  private final Path database;

  /** The signer's certificates and key, and the file in which it notes what it signed. */
  public SignRequest(Path certificates, Path key, Path database) {
    this.certificates = certificates;
    this.key = key;
    this.database = database;
  }

  /**
   * What came of it.
   *
   * @param file the certificate, with those that vouch for it
   * @param command what it carries; absent: it is that of a server
   * @param usableUntil when the first of those ends that vouch for it, if that is before its own
   *     end
   */
  public record Signed(
      Path file,
      String name,
      Optional<Payload.Command> command,
      long days,
      Optional<Instant> usableUntil) {
    /** What it is, for a person. */
    public String describe() {
      if (command.isEmpty()) {
        return "the certificate of a server";
      }
      return command.get() instanceof PolicyCommand.Add
          ? "a policy"
          : "the command " + word(command.get());
    }

    /** Whether no endpoint will take it. */
    public boolean isUseless() {
      return command.isPresent()
          && !(command.get() instanceof PolicyCommand.Add)
          && !CertificateRequest.isAllowed(command.get());
    }
  }

  /**
   * Signs a request and writes NAME.pem beside it, NAME being what the request is called.
   *
   * @param days for how long; absent: as long as is usual for what is asked for
   */
  public Signed sign(Path requestFile, Path directory, OptionalLong days)
      throws AlbatrossException {
    SigningRequest request = SigningRequest.read(requestFile);
    Signer signer = Signer.read(certificates, key);
    String name = name(requestFile, request);
    CertificateKind kind = kind(request);
    if (request.command().isPresent()) {
      signer.check(request.command().get());
    }
    long validity = days.orElse(kind.days());
    X509Certificate signed =
        signer.sign(
            new Issue(
                request.subject(),
                request.key(),
                kind,
                Duration.ofDays(validity),
                request.command()));
    Path target = directory.resolve(fileName(name, requestFile) + ".pem");
    checkReplaceable(target, signed);
    List<X509Certificate> chain = new ArrayList<>(List.of(signed));
    chain.addAll(signer.chainBehind());
    try (StagedFiles files = new StagedFiles();
        Ledger ledger = Ledger.open(database)) {
      files.write(target, PemText.certificates(chain));
      ledger.add(signed, name);
      files.commit();
    }
    Optional<Instant> usableUntil =
        Optional.of(signer.end()).filter(end -> end.isBefore(signed.getNotAfter().toInstant()));
    return new Signed(target, name, request.command(), validity, usableUntil);
  }

  private static CertificateKind kind(SigningRequest request) {
    if (request.command().isEmpty()) {
      return CertificateKind.SERVER;
    }
    return request.command().get() instanceof PolicyCommand.Add
        ? CertificateKind.AUTHORITY
        : CertificateKind.CLIENT;
  }

  /** The name becomes that of a file, and was chosen by somebody else. */
  private static String name(Path file, SigningRequest request) throws ClientException {
    String name = request.commonName();
    boolean none = name.equals(".") || name.equals(":");
    if (none && !(request.command().orElse(null) instanceof PolicyCommand.Add)) {
      return name;
    }
    try {
      if (!none) {
        return Label.of(name).text();
      }
    } catch (InvalidNameException e) {
      throw refuse(file, name, e.getMessage());
    }
    throw refuse(file, name, "a policy needs a name");
  }

  private static ClientException refuse(Path file, String name, String why) {
    return ClientException.other(
        file + " asks for a certificate in the name " + Text.quote(name) + ": " + why);
  }

  /** Where there is no name, the certificate is called as the request is. */
  private static String fileName(String name, Path requestFile) {
    if (!name.equals(".") && !name.equals(":")) {
      return name;
    }
    String file = requestFile.getFileName().toString();
    int ending = file.lastIndexOf('.');
    return ending > 0 ? file.substring(0, ending) : file;
  }

  /** What a command is called. */
  private static String word(Payload.Command command) {
    String kind = command.getClass().getInterfaces()[0].getSimpleName();
    String what = kind.substring(0, kind.length() - "Command".length());
    return (command instanceof UnikernelCommand ? "" : what.toLowerCase(Locale.ROOT) + "-")
        + command.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  /** A certificate is renewed; the signer's own, or that of somebody else, is not replaced. */
  private static void checkReplaceable(Path target, X509Certificate signed)
      throws AlbatrossException {
    if (!Files.exists(target)) {
      return;
    }
    X509Certificate there = PemFiles.certificates(target).get(0);
    if (!CertificateNames.match(there.getSubjectX500Principal(), signed.getSubjectX500Principal())
        || !CertificateNames.match(there.getIssuerX500Principal(), signed.getIssuerX500Principal())
        || !purpose(there).equals(purpose(signed))) {
      throw ClientException.other(target + " is there already, and holds another certificate")
          .hint("it would be replaced: move it away, or sign in another directory");
    }
  }

  private static List<String> purpose(X509Certificate certificate) {
    List<String> purpose = new ArrayList<>();
    purpose.add(certificate.getBasicConstraints() < 0 ? "leaf" : "authority");
    try {
      purpose.addAll(Optional.ofNullable(certificate.getExtendedKeyUsage()).orElse(List.of()));
    } catch (CertificateParsingException e) {
      purpose.add("unreadable");
    }
    return purpose;
  }
}
