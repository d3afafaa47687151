package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Jars of another build that are written over those of a tree whose daemons run, which its
 * documentation forbids: classes that were not loaded yet cannot be loaded any more. Whoever needs
 * one of these ends, says so, and is not there half.
 */
@Timeout(240)
class TreeReplacedIT {
  private static final Path TREE = Path.of(System.getProperty("albatross.tree"));

  private Sandbox sandbox;
  private Path copy;

  @BeforeEach
  void start() throws Exception {
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "alba-tree");
    copy = directory.resolve("tree");
    copyTree(TREE, copy);
    sandbox = new Sandbox(this::program);
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
    try (Stream<Path> files = Files.walk(copy.getParent())) {
      for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** Without archives, which the JVM maps: it would not survive what is done here. */
  private static void copyTree(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(each -> !each.toString().contains("archives")).toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private Path program(String name) {
    Path tree = name.equals("albatross-client") ? TREE : copy;
    return tree.resolve("bin").resolve(name);
  }

  /** As cp(1) does: the same files with other contents. */
  private void writeOver() throws IOException {
    try (Stream<Path> files = Files.list(copy.resolve("lib"))) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        Files.write(
            jar,
            turned(jar),
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
      }
    }
  }

  /** The same classes in another order. */
  private static byte[] turned(Path jar) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipFile from = new ZipFile(jar.toFile());
        ZipOutputStream to = new ZipOutputStream(bytes)) {
      List<? extends ZipEntry> entries = new java.util.ArrayList<>(Collections.list(from.entries()));
      Collections.reverse(entries);
      for (ZipEntry entry : entries) {
        to.putNextEntry(new ZipEntry(entry.getName()));
        try (InputStream in = from.getInputStream(entry)) {
          in.transferTo(to);
        }
      }
    }
    return bytes.toByteArray();
  }

  /** One line names the thread, and the process is gone. */
  private static void assertEndedWithAReason(Process daemon, Supplier<String> log)
      throws Exception {
    assertTrue(daemon.waitFor(30, TimeUnit.SECONDS), () -> "it stays: " + log.get());
    assertEquals(125, daemon.exitValue(), log);
    List<String> named =
        log.get().lines().filter(line -> line.contains("ends: thread ")).toList();
    assertEquals(1, named.size(), log);
    assertTrue(named.get(0).contains("NoClassDefFoundError"), log);
  }

  @Test
  void albatrossdThatCannotTakeAnImageEndsWithAReason() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.client("info").ok();
    Process albatrossd = sandbox.daemon("albatrossd");
    writeOver();
    sandbox.client("create", "a", sandbox.image("sleeper").toString());
    assertEndedWithAReason(albatrossd, () -> sandbox.log("albatrossd"));
  }

  @Test
  void daemonsWhoseTreeWasRenamedAwayServeOn() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    Files.move(copy, copy.resolveSibling("old"));
    copyTree(copy.resolveSibling("old"), copy);
    writeOver();
    sandbox.client("create", "a", sandbox.image("sleeper").toString()).ok();
    sandbox.client("destroy", "a").ok();
    assertEquals(0, sandbox.stop("albatrossd"));
    assertEquals(0, sandbox.stop("albatross-console"));
  }

  @Test
  void albatrossConsoleEndsWithAReason() throws Exception {
    sandbox.startConsole();
    Process console = sandbox.daemon("albatross-console");
    writeOver();
    sandbox.client("console", "a");
    assertEndedWithAReason(console, () -> sandbox.log("albatross-console"));
  }

  @Test
  void albatrossStatsEndsWithAReason() throws Exception {
    sandbox.startStats();
    Process stats = sandbox.daemon("albatross-stats");
    writeOver();
    sandbox.client("stats-add", Long.toString(stats.pid()), "--name", "a");
    assertEndedWithAReason(stats, () -> sandbox.log("albatross-stats"));
  }

  private static String request(int port, String request) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
    } catch (IOException e) {
      return e.toString(); // it was ended within
    }
  }

  @Test
  void albatrossInfluxWhoseMetricsNobodyCanFetchEndsWithAReason() throws Exception {
    sandbox.startStats();
    Process influx = sandbox.launchOutside("albatross-influx", "--prometheus", "0");
    Pattern serving = Pattern.compile("serving metrics at localhost:(\\d+)");
    Sandbox.eventually(
        "it is subscribed", () -> sandbox.log("albatross-influx").contains("subscribed"));
    Matcher port = serving.matcher(sandbox.log("albatross-influx"));
    assertTrue(port.find());
    writeOver();
    request(Integer.parseInt(port.group(1)), "GET /metrics HTTP/1.0\r\n\r\n");
    assertEndedWithAReason(influx, () -> sandbox.log("albatross-influx"));
  }

  @Test
  void anEndpointThatCannotTakeAClientEndsWithAReason() throws Exception {
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    Path files = Files.createDirectory(sandbox.file("pki"));
    sandbox.client(files, List.of("generate", "ca", "db")).ok();
    Path log = files.resolve("log");
    Process endpoint =
        new ProcessBuilder(
                program("albatross-tls-endpoint").toString(),
                "cacert.pem",
                "server.pem",
                "server.key",
                "--ip",
                "127.0.0.1",
                "--port",
                "0",
                "-v",
                "--tmpdir",
                sandbox.run().toString())
            .directory(files.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Pattern listening = Pattern.compile("listens on .*:(\\d+)");
      Sandbox.eventually("it listens", () -> listening.matcher(Sandbox.read(log)).find());
      Matcher port = listening.matcher(Sandbox.read(log));
      assertTrue(port.find());
      writeOver();
      request(Integer.parseInt(port.group(1)), "no TLS");
      assertEndedWithAReason(endpoint, () -> Sandbox.read(log));
    } finally {
      endpoint.destroyForcibly();
    }
  }
}
