package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.albatross.testkit.Tenders;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;

/**
 * The daemons of a runnable tree, in a directory that goes away with them. As root, the endpoint is
 * the user nobody.
 */
public final class TemporaryHost {
  private static final Pattern PORT = Pattern.compile("listens on .*:(\\d+)");
  private static final int START_SECONDS = 60;

  private final Path tree;
  private final Path directory;
  private final List<Process> daemons = new ArrayList<>();
  private final TestCertificate authority = TestCertificate.authority("ca");
  private int port;

  private TemporaryHost(Path tree) throws IOException {
    this.tree = tree;
    // Short, for the path of a socket has 107 bytes at most.
    directory = Files.createTempDirectory(Path.of("/tmp"), "alba-load");
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Starts the daemons of a tree, and waits until they listen. */
  public static TemporaryHost start(Path tree) throws IOException, InterruptedException {
    TemporaryHost host = new TemporaryHost(tree);
    boolean started = false;
    try {
      host.startAll();
      started = true;
      return host;
    } finally {
      if (!started) {
        host.close();
      }
    }
  }

  private void startAll() throws IOException, InterruptedException {
    Files.createDirectory(directory.resolve("db"));
    Path tender = Tenders.spt(Files.createDirectory(directory.resolve("tenders"))).executable();
    launch(List.of(), tender, "albatross-console");
    await("albatross-console", util("console.sock"));
    launch(List.of(), tender, "albatrossd", "--dbdir", directory.resolve("db").toString());
    await("albatrossd", util("vmmd.sock"));
    launch(List.of(), tender, "albatross-stats");
    await("albatross-stats", util("stat.sock"));
    startEndpoint(tender);
  }

  private void startEndpoint(Path tender) throws IOException, InterruptedException {
    TestCertificate server = authority.issue(CertificateSpec.server("server"));
    Path ca = TestCertificate.write(directory.resolve("cacert.pem"), authority);
    Path certificate = TestCertificate.write(directory.resolve("server.pem"), server);
    Path key = server.writeKey(directory.resolve("server.key"));
    List<String> user =
        System.getProperty("user.name").equals("root")
            ? List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--groups=0")
            : List.of();
    launch(
        user,
        tender,
        "albatross-tls-endpoint",
        ca.toString(),
        certificate.toString(),
        key.toString(),
        "--ip",
        "127.0.0.1",
        "--port",
        "0");
    Path log = log("albatross-tls-endpoint");
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    Matcher found = PORT.matcher(Files.readString(log));
    while (!found.find()) {
      pause("albatross-tls-endpoint", deadline);
      found = PORT.matcher(Files.readString(log));
    }
    port = Integer.parseInt(found.group(1));
  }

  private Path util(String socket) {
    return tmpdir().resolve("util").resolve(socket);
  }

  private Path log(String program) {
    return directory.resolve(program + ".log");
  }

  private void launch(List<String> before, Path tender, String program, String... options)
      throws IOException {
    List<String> line = new ArrayList<>(before);
    line.add(tree.resolve("bin").resolve(program).toAbsolutePath().toString());
    line.addAll(List.of(options));
    line.addAll(List.of("--tmpdir", tmpdir().toString(), "-v"));
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().put("PATH", tender.getParent() + ":" + System.getenv("PATH"));
    builder.redirectErrorStream(true).redirectOutput(log(program).toFile());
    daemons.add(builder.start());
  }

  private void await(String program, Path socket) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (!Files.exists(socket)) {
      pause(program, deadline);
    }
  }

  private void pause(String program, long deadline) throws IOException, InterruptedException {
    boolean alive = daemons.get(daemons.size() - 1).isAlive();
    if (!alive || System.nanoTime() - deadline > 0) {
      throw new IOException(program + " does not start: " + Files.readString(log(program)));
    }
    TimeUnit.MILLISECONDS.sleep(20);
  }

  public Path tmpdir() {
    return directory.resolve("run");
  }

  /** Of the endpoint. */
  public int port() {
    return port;
  }

  /** Whose certificates the endpoint trusts. */
  public TestCertificate authority() {
    return authority;
  }

  /** Ends the daemons, the last one first, and what they left. */
  public void close() throws IOException, InterruptedException {
    for (int i = daemons.size() - 1; i >= 0; i--) {
      Process daemon = daemons.get(i);
      daemon.destroy();
      if (!daemon.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        daemon.destroyForcibly();
      }
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
