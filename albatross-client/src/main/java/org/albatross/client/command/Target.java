package org.albatross.client.command;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Values;
import org.albatross.client.transport.LocalTransport;
import org.albatross.client.transport.Transport;
import org.albatross.core.model.AlbatrossException;

/** Where a request goes: to a socket of this host, over TLS to another, or into a file. */
enum Target {
  LOCAL,
  REMOTE,
  FILE;

  /** In place of a socket or a host: what would be sent is printed. */
  static final String PRINT = "-";

  static void declare(Syntax syntax) {
    syntax.option("PATH", "the daemon's socket; - prints the messages in hexadecimal", "--socket");
    syntax.option("DIR", "where the daemons' sockets are (" + defaultTmpdir() + ")", "--tmpdir");
    declareDestination(syntax);
    syntax.option("FILE", "certificates of who signs, its own first (ca.pem)", "--ca");
    syntax.option("FILE", "the key of who signs (ca.key)", "--ca-key");
    declareKeyType(syntax);
    syntax.flag("write a key and a signing request to NAME.key and NAME.req", "--csr");
  }

  static void declareDestination(Syntax syntax) {
    syntax.option(
        "HOST[:PORT]",
        "the albatross-tls-endpoint (port 1025); - prints the certificates",
        "-d",
        "--destination");
    syntax.option("FILE", "the CA that vouches for the endpoint (cacert.pem)", "--server-ca");
  }

  static void declareKeyType(Syntax syntax) {
    syntax.option(
        "TYPE",
        "of a new key: rsa2048, rsa4096, ed25519, p256, p384, p521 (ed25519)",
        "--key-type");
  }

  static Target of(ParsedLine line) throws ClientException {
    List<String> given =
        List.of("--socket", "--destination", "--csr").stream().filter(line::has).toList();
    if (given.size() > 1) {
      throw ClientException.usage(String.join(" and ", given) + " exclude each other")
          .hint("a request goes to a socket, over TLS to a host, or into a file");
    }
    return line.has("--destination") ? REMOTE : line.has("--csr") ? FILE : LOCAL;
  }

  /** Whether what would be sent is printed. */
  static boolean isPrinted(ParsedLine line) {
    return line.value("--socket").or(() -> line.value("--destination")).equals(Optional.of(PRINT));
  }

  static Transport transport(ParsedLine line, Context context) throws AlbatrossException {
    if (of(line) == REMOTE) {
      return Remote.transport(line, context);
    }
    Path tmpdir = Values.file("--tmpdir", line.value("--tmpdir").orElseGet(Target::defaultTmpdir));
    Optional<String> given = line.value("--socket");
    Optional<Path> socket =
        given.isPresent() ? Optional.of(Values.file("--socket", given.get())) : Optional.empty();
    context.detail("asks " + socket.map(Path::toString).orElse("the daemons below " + tmpdir));
    return new LocalTransport(tmpdir, socket);
  }

  private static String defaultTmpdir() {
    return System.getProperty("os.name").equals("Linux") ? "/run/albatross" : "/var/run/albatross";
  }
}
