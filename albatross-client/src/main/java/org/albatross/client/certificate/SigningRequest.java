package org.albatross.client.certificate;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.Payload;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.CommonName;
import org.albatross.core.tls.Decoding;
import org.albatross.core.tls.PemFiles;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.der.DecodeException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;

/**
 * What somebody asks a signer for (PKCS#10, RFC 2986).
 *
 * @param commonName of its subject
 * @param command what the certificate shall carry; absent: it shall be that of a server
 */
record SigningRequest(
    X500Name subject, String commonName, PublicKey key, Optional<Payload.Command> command) {
  private static final ASN1ObjectIdentifier EXTENSION =
      new ASN1ObjectIdentifier(CertificateExtension.OID);

  static X500Name subject(String commonName) {
    return new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, commonName).build();
  }

  /** Writes a request, signed with its own key, as PEM. */
  static String write(String commonName, KeyPair keys, Payload.Command command)
      throws ClientException {
    try {
      Extension extension = new Extension(EXTENSION, false, CertificateExtension.encode(command));
      byte[] encoded =
          new PKCS10CertificationRequestBuilder(
                  subject(commonName),
                  SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()))
              .addAttribute(
                  PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new Extensions(extension))
              .build(SignatureScheme.signer(keys.getPrivate()))
              .getEncoded();
      if (encoded.length > Issue.MAX_LENGTH) {
        throw Issue.tooLarge("the request", encoded.length);
      }
      return PemText.block(PemText.REQUEST, encoded);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Reads a request, whose signature shows that its author has the private key. */
  static SigningRequest read(Path file) throws AlbatrossException {
    PKCS10CertificationRequest request = decode(file);
    try {
      PublicKey key = publicKey(file, request.getSubjectPublicKeyInfo());
      checkSignature(file, request, key);
      return new SigningRequest(
          request.getSubject(),
          commonName(file, request.getSubject()),
          key,
          command(file, request));
    } catch (IllegalArgumentException | ClassCastException | IOException e) {
      throw broken(file, e.getMessage());
    }
  }

  private static ClientException broken(Path file, String why) {
    return ClientException.other(file + " holds no usable signing request: " + why);
  }

  private static PKCS10CertificationRequest decode(Path file) throws AlbatrossException {
    Bytes content =
        PemFiles.first(file, PemText.REQUEST)
            .orElseThrow(() -> broken(file, "there is no BEGIN " + PemText.REQUEST));
    try {
      return new PKCS10CertificationRequest(content.toArray());
    } catch (IOException | RuntimeException e) {
      throw broken(file, String.valueOf(e.getMessage()));
    }
  }

  private static PublicKey publicKey(Path file, SubjectPublicKeyInfo key)
      throws ClientException, IOException {
    return Decoding.publicKey(key.getEncoded())
        .orElseThrow(
            () -> broken(file, "its key is broken, or of no known kind (Ed25519, EC, RSA)"));
  }

  private static void checkSignature(Path file, PKCS10CertificationRequest request, PublicKey key)
      throws ClientException, IOException {
    Optional<SignatureScheme> scheme = SignatureScheme.of(request.getSignatureAlgorithm());
    if (scheme.isEmpty()) {
      throw broken(
          file,
          "it is signed in a way that is not understood ("
              + request.getSignatureAlgorithm().getAlgorithm()
              + ")");
    }
    byte[] content = request.toASN1Structure().getCertificationRequestInfo().getEncoded("DER");
    try {
      if (scheme.get().verify(key, content, request.getSignature())) {
        return;
      }
    } catch (GeneralSecurityException e) {
      throw broken(file, "its signature cannot be checked: " + e.getMessage());
    }
    throw broken(file, "its signature was not made with the key that it names");
  }

  private static String commonName(Path file, X500Name subject)
      throws ClientException, IOException {
    try {
      return CommonName.of(new X500Principal(subject.getEncoded("DER")));
    } catch (ChainException e) {
      throw broken(file, "its subject " + e.getMessage());
    }
  }

  private static Optional<Payload.Command> command(Path file, PKCS10CertificationRequest request)
      throws ClientException, IOException {
    Attribute[] attributes =
        request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
    Optional<Payload.Command> command = Optional.empty();
    for (Attribute attribute : attributes) {
      for (var value : attribute.getAttributeValues()) {
        // The constructor refuses an extension that is there twice.
        Extension extension = Extensions.getInstance(value).getExtension(EXTENSION);
        if (extension != null && command.isPresent()) {
          throw broken(file, "it has the albatross extension twice");
        }
        if (extension != null) {
          command = Optional.of(decode(file, extension.getExtnValue().getOctets()));
        }
      }
    }
    return command;
  }

  private static Payload.Command decode(Path file, byte[] extension) throws ClientException {
    try {
      return CertificateExtension.decode(extension);
    } catch (DecodeException e) {
      throw broken(file, "cannot read its albatross extension: " + e.getMessage());
    }
  }
}
