package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.client.Client;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;

/** A host with the endpoint before its daemons, and a directory of keys and certificates. */
final class Remote {
  private static final Pattern PORT = Pattern.compile("listens on .*:(\\d+)");

  private final Sandbox sandbox;
  private final Path files;
  private final Path log;
  private final Process endpoint;
  private final int port;
  private final UnaryOperator<List<String>> where;

  private Remote(Sandbox sandbox, Path files, List<String> options) throws Exception {
    this(sandbox, files, options, UnaryOperator.identity());
  }

  private Remote(
      Sandbox sandbox, Path files, List<String> options, UnaryOperator<List<String>> where)
      throws Exception {
    this.sandbox = sandbox;
    this.where = where;
    this.files = files;
    this.log = files.resolve("endpoint.log");
    List<String> line = new ArrayList<>(endpointLine(sandbox));
    line.addAll(List.of("--port", "0", "-v"));
    if (!options.contains("--ip")) {
      line.addAll(List.of("--ip", "127.0.0.1"));
    }
    line.addAll(options);
    endpoint =
        new ProcessBuilder(where.apply(line))
            .directory(files.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    Sandbox.eventually(
        "the endpoint listens", () -> PORT.matcher(log()).find() || !endpoint.isAlive());
    assertTrue(endpoint.isAlive(), this::log);
    Matcher found = PORT.matcher(log());
    assertTrue(found.find(), this::log);
    port = Integer.parseInt(found.group(1));
  }

  /** The command of an endpoint for the certificates in the directory that it is started in. */
  static List<String> endpointLine(Sandbox sandbox) {
    return List.of(
        Sandbox.program("albatross-tls-endpoint"),
        "cacert.pem",
        "server.pem",
        "server.key",
        "--tmpdir",
        sandbox.run().toString());
  }

  /** The same in the directory of this one, for one connection that is its standard input. */
  List<String> inetdLine() {
    List<String> line = new ArrayList<>(endpointLine(sandbox));
    line.addAll(List.of("--inetd", "--quiet"));
    return line;
  }

  /** An endpoint whose CA the client generates, as a user does. */
  static Remote generated(Sandbox sandbox, String... options) throws Exception {
    return generated(sandbox, UnaryOperator.identity(), options);
  }

  /**
   * The same, started by another command line.
   *
   * @param where makes it of the usual one
   */
  static Remote generated(Sandbox sandbox, UnaryOperator<List<String>> where, String... options)
      throws Exception {
    Path files = Files.createTempDirectory(sandbox.file("."), "pki");
    sandbox.client(files, List.of("generate", "ca", "db")).ok();
    return new Remote(sandbox, files, List.of(options), where);
  }

  /** An endpoint with a CA of the test's own. */
  static Remote trusting(TestCertificate ca, Sandbox sandbox, String... options) throws Exception {
    Path files = Files.createTempDirectory(sandbox.file("."), "pki");
    writeServer(ca, files);
    return new Remote(sandbox, files, List.of(options));
  }

  /**
   * The same, started by another command line.
   *
   * @param where makes it of the usual one
   */
  static Remote trusting(
      TestCertificate ca, Sandbox sandbox, UnaryOperator<List<String>> where, String... options)
      throws Exception {
    Path files = Files.createTempDirectory(sandbox.file("."), "pki");
    writeServer(ca, files);
    return new Remote(sandbox, files, List.of(options), where);
  }

  /** The same in the network of the sandbox, on all its addresses. */
  static Remote inside(TestCertificate ca, Sandbox sandbox, String... options) throws Exception {
    Path files = Files.createTempDirectory(sandbox.file("."), "pki");
    writeServer(ca, files);
    List<String> all = new ArrayList<>(List.of("--ip", "0.0.0.0"));
    all.addAll(List.of(options));
    return new Remote(sandbox, files, all, sandbox::inside);
  }

  /**
   * As {@link #trusting}, as a user without rights, which an endpoint is where it is installed:
   * with the group of the sockets.
   */
  static Remote asNobody(TestCertificate ca, Sandbox sandbox, String... options) throws Exception {
    Path files = Files.createTempDirectory(sandbox.file("."), "pki");
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    writeServer(ca, files);
    return new Remote(sandbox, files, List.of(options), Remote::byNobody);
  }

  /** A command line as the user nobody, if that can be. */
  static List<String> byNobody(List<String> line) {
    List<String> all = new ArrayList<>();
    if (Sandbox.isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--groups=0"));
    }
    all.addAll(line);
    return all;
  }

  /** The three files that an endpoint needs, with keys of the same kind as the CA's. */
  static void writeServer(TestCertificate ca, Path files) throws IOException {
    TestCertificate server = ca.issue(CertificateSpec.server("server").keyType(ca.type()));
    TestCertificate.write(files.resolve("cacert.pem"), ca);
    TestCertificate.write(files.resolve("server.pem"), server);
    server.writeKey(files.resolve("server.key"));
  }

  Path file(String name) {
    return files.resolve(name);
  }

  int port() {
    return port;
  }

  Process endpoint() {
    return endpoint;
  }

  String destination() {
    return "127.0.0.1:" + port;
  }

  /** What the endpoint has logged until now. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the client beside the certificates, in words that stand in one line. */
  Sandbox.Outcome client(String line) throws Exception {
    return sandbox.client(files, List.of(line.trim().split(" +")));
  }

  /** Presents a chain, the leaf first. */
  Sandbox.Outcome present(TestCertificate... chain) throws Exception {
    TestCertificate.write(files.resolve("chain.pem"), chain);
    chain[0].writeKey(files.resolve("chain.key"));
    return client("certificate cacert.pem chain.pem chain.key --destination " + destination());
  }

  /**
   * The same with the client's code in this JVM, as if it were typed: for those who present many,
   * as a JVM for each takes longer than all that they test.
   */
  Sandbox.Outcome presentHere(TestCertificate... chain) throws IOException {
    TestCertificate.write(files.resolve("chain.pem"), chain);
    chain[0].writeKey(files.resolve("chain.key"));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Client client = new Client(InputStream.nullInputStream(), out, err, Map.of(), files);
    String line = "certificate %1$s/cacert.pem %1$s/chain.pem %1$s/chain.key --destination %2$s";
    int code = client.run(line.formatted(files, destination()).split(" "));
    return new Sandbox.Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Presents a chain at an address of the sandbox, which is where it comes from, too. */
  int presentFrom(String address, TestCertificate... chain) throws Exception {
    TestCertificate.write(files.resolve("chain.pem"), chain);
    chain[0].writeKey(files.resolve("chain.key"));
    String program = Sandbox.program("albatross-client");
    String arguments = " certificate cacert.pem chain.pem chain.key --destination ";
    String line = program + arguments + address + ":" + port;
    return new ProcessBuilder(where.apply(List.of(line.split(" +"))))
        .directory(files.toFile())
        .redirectErrorStream(true)
        .redirectOutput(files.resolve("client.log").toFile())
        .start()
        .waitFor();
  }

  void close() throws Exception {
    endpoint.destroy();
    assertTrue(endpoint.waitFor(10, TimeUnit.SECONDS), "the endpoint does not end");
  }
}
