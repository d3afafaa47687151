package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.albatross.client.certificate.PemText;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Download;
import org.albatross.client.request.Request;
import org.albatross.client.request.Upload;
import org.albatross.client.request.Values;
import org.albatross.client.tls.Destination;
import org.albatross.client.tls.TlsTransport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.tls.Identity;
import org.albatross.core.tls.PemFiles;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.zlib.Zlib;

/**
 * {@code certificate}: sends what a certificate carries. The command is read from it as well, to
 * know what kind of answer will come.
 */
final class CertificateCommand implements ClientCommand {
  @Override
  public void declare(Syntax syntax) {
    syntax.argument("[CACERT] CERT", "the certificate, with those that vouch for it");
    syntax.argument("KEY", "its key");
    syntax.optionalArgument(
        "KEY", "if there are three: the CA that vouches for the endpoint first");
    syntax.written("[CACERT] CERT KEY");
    Target.declareDestination(syntax);
    syntax.option(
        "FILE",
        "what is sent beside the certificate: an image it does not hold, data of a block device",
        "--data",
        "--image");
    syntax.addedByUs("--data", "--image");
    RequestCommand.outOptions(
        syntax, Download.IMAGE + ", of a block device " + Download.BLOCK_DEVICE);
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    if (!line.has("--destination")) {
      throw ClientException.usage("--destination is missing: where is it to be sent?")
          .hint("albatross-client certificate [CACERT] CERT KEY --destination HOST[:PORT]");
    }
    Optional<String> third = line.optionalArgument(2);
    int first = third.isPresent() ? 1 : 0;
    Path certificate = Values.file("CERT", line.argument(first));
    Path key = Values.file("KEY", line.argument(first + 1));
    if (third.isPresent() && line.has("--server-ca")) {
      throw ClientException.usage("CACERT and --server-ca exclude each other");
    }
    Remote.prepare();
    Identity identity = Identity.read(certificate, Remote.keyFile("KEY", key, context));
    Request request = request(certificate, identity.chain().get(0), line);
    List<X509Certificate> authorities =
        third.isPresent()
            ? PemFiles.certificates(Values.file("CACERT", line.argument(0)))
            : Remote.authorities(line);
    if (Target.isPrinted(line)) {
      context.out().text(PemText.certificates(identity.chain()));
      return;
    }
    Destination destination = Destination.parse(line.value("--destination").orElseThrow());
    TlsTransport transport =
        new TlsTransport(destination, authorities, unused -> Remote.warnIfLarge(identity, context));
    RequestCommand.perform(List.of(request), transport, line, context);
  }

  private static Request request(Path certificate, X509Certificate leaf, ParsedLine line)
      throws AlbatrossException {
    Payload.Command command = command(certificate, leaf);
    boolean dump = command instanceof BlockCommand.Dump;
    Download download =
        RequestCommand.download(line, dump ? Download.BLOCK_DEVICE : Download.IMAGE);
    Optional<Upload> upload = Optional.empty();
    Optional<String> data = line.value("--data");
    Optional<Boolean> wanted = wantsData(command);
    if (wanted.isPresent() && data.isEmpty()) {
      throw ClientException.usage("the certificate does not hold the data that belong to it")
          .hint("--data FILE names the image, or the content of the block device");
    }
    if (wanted.isEmpty() && data.isPresent()) {
      throw ClientException.usage("--data: the command in " + certificate + " takes no data");
    }
    if (wanted.isPresent()) {
      int level = wanted.get() ? Zlib.MAX_LEVEL : 0;
      Path file = Values.input("--data", data.get());
      upload =
          Optional.of(
              command instanceof BlockCommand
                  ? new Upload(file, level, Long.MAX_VALUE)
                  : Upload.image(file, level));
    }
    return new Request(name(leaf), command, upload, download);
  }

  private static Payload.Command command(Path file, X509Certificate leaf) throws ClientException {
    byte[] extension = leaf.getExtensionValue(CertificateExtension.OID);
    if (extension == null) {
      throw ClientException.other("the first certificate in " + file + " carries no command")
          .hint("the file begins with the certificate that sign made of a request");
    }
    try {
      return CertificateExtension.decodeValue(extension);
    } catch (DecodeException e) {
      throw ClientException.other("cannot read the command in " + file + ": " + e.getMessage());
    }
  }

  /** Whether data follow the handshake, and if so whether they are to be compressed. */
  private static Optional<Boolean> wantsData(Payload.Command command) {
    if (command instanceof BlockCommand.Set set) {
      return Optional.of(set.compressed());
    }
    if (command instanceof UnikernelCommand.Create create
        && create.config().type() == VmType.SOLO5
        && create.config().image().data().isEmpty()) {
      return Optional.of(create.config().image().compressed());
    }
    return Optional.empty();
  }

  /** Who is asked about, as far as the leaf says: files are called after it. */
  private static Name name(X509Certificate leaf) throws ClientException {
    String commonName = TlsTransport.commonName(leaf);
    try {
      return commonName.equals(".") ? Name.ROOT : Name.parse(commonName);
    } catch (AlbatrossException e) {
      return Name.ROOT; // the endpoint will say what is wrong with it
    }
  }
}
