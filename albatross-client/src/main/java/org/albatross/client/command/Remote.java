package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import org.albatross.client.certificate.KeyType;
import org.albatross.client.certificate.OneStep;
import org.albatross.client.certificate.PemText;
import org.albatross.client.certificate.RequestFiles;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.client.tls.Destination;
import org.albatross.client.tls.TlsTransport;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.tls.Identity;
import org.albatross.core.tls.Jsse;
import org.albatross.core.tls.PemFiles;

/** What commands do with certificates. Loaded only where one has to: the libraries are large. */
final class Remote {
  /** The largest certificate that TLS can carry. */
  private static final int MAX_CERTIFICATE = 1 << 24;

  /** What an endpoint takes unless it is told otherwise (docs/tls.md, Running it). */
  private static final int USUAL_MAX_CERTIFICATE = 1 << 20;

  private Remote() {}

  /** Loads what will be needed, see {@link HeadStart}. */
  static void warmUp() throws AlbatrossException, IOException {
    prepare();
    OneStep.rehearse();
    TlsTransport.rehearse();
  }

  static void prepare() {
    Jsse.configure(MAX_CERTIFICATE);
  }

  static Transport transport(ParsedLine line, Context context) throws AlbatrossException {
    prepare();
    Destination destination = Destination.parse(line.value("--destination").orElseThrow());
    OneStep oneStep = oneStep(line, context);
    context.detail("asks " + destination);
    return new TlsTransport(
        destination, authorities(line), request -> warnIfLarge(oneStep.identity(request), context));
  }

  /** The certificates that a request would be sent with, in place of sending it. */
  static void print(List<Request> requests, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    prepare();
    OneStep oneStep = oneStep(line, context);
    for (Request request : requests) {
      context.out().text(PemText.certificates(oneStep.identity(request).chain()));
    }
  }

  /** {@code --csr}: a key and a signing request for somebody else to sign. */
  static void writeRequest(List<Request> requests, ParsedLine line, Context context)
      throws AlbatrossException, IOException {
    prepare();
    if (requests.size() != 1 || requests.get(0).command() instanceof BlockCommand.AddStreamed) {
      throw ClientException.usage("a certificate carries one command, this line makes several")
          .hint("create-block without --data, then set-block");
    }
    RequestFiles files =
        RequestFiles.write(requests.get(0), line.command(), keyType(line), context.directory());
    context.note((files.newKey() ? "new key " : "used the key ") + files.key());
    context.out().done().line("signing request " + files.request());
  }

  static List<X509Certificate> authorities(ParsedLine line) throws AlbatrossException {
    return PemFiles.certificates(file(line, "--server-ca", "cacert.pem"));
  }

  static KeyType keyType(ParsedLine line) throws ClientException {
    String text = line.value("--key-type").orElse("ed25519");
    return KeyType.of(text)
        .orElseThrow(
            () ->
                ClientException.usage(
                    "--key-type wants " + KeyType.NAMES + ", not " + Text.quote(text)));
  }

  private static OneStep oneStep(ParsedLine line, Context context) throws AlbatrossException {
    Path key = keyFile("--ca-key", file(line, "--ca-key", "ca.key"), context);
    return OneStep.of(file(line, "--ca", "ca.pem"), key, keyType(line));
  }

  /**
   * Some instructions name the certificate where the key belongs: it is beside it
   * (docs/protocol/client.md, Certificates).
   */
  static Path keyFile(String what, Path named, Context context) throws AlbatrossException {
    if (!PemFiles.isCertificateOnly(named)) {
      return named;
    }
    String name = named.getFileName().toString();
    int ending = name.lastIndexOf('.');
    Path beside = named.resolveSibling((ending > 0 ? name.substring(0, ending) : name) + ".key");
    if (beside.equals(named) || !Files.exists(beside)) {
      throw ClientException.other(
          what + " names " + named + ", which holds a certificate and no key");
    }
    context.note(named + " holds a certificate: using the key " + beside);
    return beside;
  }

  private static Path file(ParsedLine line, String option, String standard) throws ClientException {
    return Values.file(option, line.value(option).orElse(standard));
  }

  static Identity warnIfLarge(Identity identity, Context context) {
    int length = PemText.length(identity.chain().get(0));
    if (length > USUAL_MAX_CERTIFICATE) {
      context.note(
          "the certificate has "
              + length
              + " bytes: the endpoint has to allow that with --max-certificate");
    }
    return identity;
  }
}
