package org.albatross.client.certificate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Label;
import org.albatross.core.tls.PemFiles;

/**
 * {@code generate}: a CA, and a certificate of its own for the endpoint (docs/protocol/client.md,
 * Certificates).
 */
public final class CertificateAuthority {
  private static final String CA = "cacert";

  private final Path directory;
  private final KeyType type;

  /** Makes files in a directory, and keys of a type where there are none yet. */
  public CertificateAuthority(Path directory, KeyType type) {
    this.directory = directory;
    this.type = type;
  }

  /** What a certificate is for, and for how many days. */
  public record Subject(Label name, long days) {}

  /**
   * Writes cacert.pem with the CA's key, and the server's certificate with its key, which is logged
   * in the database.
   *
   * @return the files that were written
   */
  public List<Path> generate(Subject ca, Subject server, Path database) throws AlbatrossException {
    if (ca.name().equals(server.name()) || server.name().text().equals(CA)) {
      throw ClientException.usage(
          "the server cannot be called " + server.name() + ": those are the files of the CA");
    }
    try (StagedFiles files = new StagedFiles();
        Ledger ledger = Ledger.open(database)) {
      KeyFile caKey = key(ca, files);
      KeyFile serverKey = key(server, files);
      Path caFile = directory.resolve(CA + ".pem");
      Path serverFile = directory.resolve(server.name() + ".pem");
      checkIsOurs(caFile, caKey.keys().getPublic());
      checkIsOurs(serverFile, serverKey.keys().getPublic());
      X509Certificate own =
          issue(ca, caKey, CertificateKind.AUTHORITY).selfSigned(caKey.keys().getPrivate());
      X509Certificate servers =
          issue(server, serverKey, CertificateKind.SERVER).signedBy(own, caKey.keys().getPrivate());
      files.write(caFile, PemText.certificates(List.of(own)));
      files.write(serverFile, PemText.certificates(List.of(servers)));
      ledger.add(servers, server.name().text());
      files.commit();
      return List.of(caFile, caKey.path(), serverFile, serverKey.path());
    }
  }

  private KeyFile key(Subject subject, StagedFiles files) throws AlbatrossException {
    return KeyFile.open(directory.resolve(subject.name() + ".key"), type, files);
  }

  private static Issue issue(Subject subject, KeyFile key, CertificateKind kind) {
    return new Issue(
        SigningRequest.subject(subject.name().text()),
        key.keys().getPublic(),
        kind,
        Duration.ofDays(subject.days()),
        Optional.empty());
  }

  /** A certificate is renewed, never one of somebody else replaced. */
  private static void checkIsOurs(Path file, PublicKey key) throws AlbatrossException {
    if (Files.exists(file) && !PemFiles.certificates(file).get(0).getPublicKey().equals(key)) {
      throw ClientException.other(file + " is there already, and is for another key")
          .hint("move it away, or work in an empty directory");
    }
  }
}
