package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ours and the original's programs on one host. It runs where ALBATROSS_ORIGINAL is the directory
 * of the original's programs, and as root.
 */
@EnabledIfEnvironmentVariable(
    named = "ALBATROSS_ORIGINAL",
    matches = "/.+",
    disabledReason = "there is no original to try: ALBATROSS_ORIGINAL is not set")
@EnabledIfSystemProperty(named = "user.name", matches = "root")
class OriginalIT {
  private static final String CLIENT = "albatross-client";
  private static final String ENDPOINT = "albatross-tls-endpoint";
  private static final Pattern DUMPED = Pattern.compile("(/\\S*\\d{4}-\\d\\d-\\d\\dT\\S+)");

  private final Path theirs = Path.of(String.valueOf(System.getenv("ALBATROSS_ORIGINAL")));
  private final byte[] content = new byte[2 << 20];
  private Sandbox sandbox;
  private Process endpoint;

  static Stream<Set<String>> whatIsTheOriginals() {
    return Stream.of(
        Set.of(CLIENT),
        Set.of("albatrossd"),
        Set.of("albatross-console", "albatross-stats"),
        Set.of(ENDPOINT),
        Set.of("albatrossd", CLIENT),
        Set.of(ENDPOINT, CLIENT),
        Set.of("albatross-console", "albatross-stats", "albatrossd", ENDPOINT));
  }

  @AfterEach
  void stop() throws Exception {
    if (endpoint != null) {
      endpoint.toHandle().destroyForcibly();
    }
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private void start(Set<String> original) throws Exception {
    new Random(1).nextBytes(content);
    sandbox =
        new Sandbox(
            name ->
                original.contains(name) ? theirs.resolve(name) : Path.of(Sandbox.program(name)));
    // The original's daemons expect them.
    for (String directory : List.of("db/block", "run/util", "run/fifo")) {
      Files.createDirectories(sandbox.file(directory));
    }
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    sandbox.startStats("--interval", "1");
  }

  @ParameterizedTest
  @MethodSource("whatIsTheOriginals")
  void onOneHost(Set<String> original) throws Exception {
    start(original);
    walk("user:", List.of("--tmpdir", sandbox.run().toString()));
    assertEquals(List.of(), sandbox.taps());
  }

  @ParameterizedTest
  @MethodSource("whatIsTheOriginals")
  void fromAfar(Set<String> original) throws Exception {
    start(original);
    ask("generate", "ca", "serials");
    int port = Ports.free();
    startEndpoint(port);
    ask(
        "add-policy",
        "user",
        "8",
        "--mem",
        "512",
        "--cpu",
        "0",
        "--block",
        "9",
        "--bridge",
        "service",
        "--csr");
    ask("sign", "cacert.pem", "serials", "ca.key", "user.req");
    walk(
        "",
        List.of(
            "--ca=user.pem",
            "--ca-key=user.key",
            "--server-ca=cacert.pem",
            "-d",
            "127.0.0.1:" + port));
    assertEquals(List.of(), sandbox.taps());
  }

  /** What an administrator does in a day; the names are below this path. */
  private void walk(String path, List<String> to) throws Exception {
    String image = sandbox.image("ticker").toString();
    if (!path.isEmpty()) {
      assertEquals(
          0,
          run(
                  to,
                  "add-policy",
                  "user",
                  "8",
                  "--mem",
                  "512",
                  "--cpu",
                  "0",
                  "--bridge",
                  "service",
                  "--block",
                  "9")
              .code());
    }
    ok(to, "create", path + "tick", image);
    assertEquals(117, run(to, "create", path + "tick", image).code(), "it runs already");
    assertNotEquals(0, run(to, "create", path + "big", image, "--mem", "600").code());
    assertTrue(ok(to, "info").contains("tick"));
    Path data = Files.write(sandbox.file("data"), content);
    ok(to, "create-block", path + "disk", "2");
    ok(to, "set-block", path + "disk", data.toString());
    assertArrayEquals(content, dumped(ok(to, "dump-block", path + "disk")));
    ok(
        to,
        "create",
        path + "dev",
        sandbox.image("devices").toString(),
        "--net",
        "service",
        "--block",
        "storage:disk");
    assertEquals(1, sandbox.taps().size());
    assertEquals(117, run(to, "destroy-block", path + "disk").code(), "it is in use");
    assertArrayEquals(Files.readAllBytes(Path.of(image)), dumped(ok(to, "get", path + "tick")));
    assertTrue(stream(to, "tick 0", "console", path + "tick").contains("tick 0"));
    stream(to, "rss|memory=", "stats", "--name", path + "tick");
    ok(to, "restart", path + "tick");
    ok(to, "create", path + "tick", image, "--force", "--mem", "20");
    assertTrue(ok(to, "info", "--name", path + "tick").contains("20 MB"));
    for (String name : List.of("tick", "dev")) {
      ok(to, "destroy", path + name);
    }
    assertTrue(!ok(to, "info").contains("tick"));
    assertTrue(ok(to, "inactive-consoles").contains("tick"));
    ok(to, "destroy-block", path + "disk");
  }

  private String ask(String... arguments) throws Exception {
    return ok(List.of(), arguments);
  }

  private String ok(List<String> to, String... arguments) throws Exception {
    Sandbox.Outcome outcome = run(to, arguments);
    assertEquals(0, outcome.code(), () -> Arrays.toString(arguments) + outcome);
    return outcome.out() + outcome.err();
  }

  private Sandbox.Outcome run(List<String> to, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(to);
    return sandbox.client(sandbox.file("."), all);
  }

  /** What was written to the file that is named there. */
  private static byte[] dumped(String said) throws IOException {
    Matcher file = DUMPED.matcher(said);
    assertTrue(file.find(), said);
    Path path = Path.of(file.group(1));
    byte[] dumped = Files.readAllBytes(path);
    Files.delete(path);
    return dumped;
  }

  /** Reads what does not end by itself until this stands there. */
  private String stream(List<String> to, String awaited, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(sandbox.executable(CLIENT)));
    line.addAll(List.of(arguments));
    line.addAll(to);
    Path out = sandbox.file("stream");
    Process process =
        new ProcessBuilder(line)
            .directory(sandbox.file(".").toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    Pattern pattern = Pattern.compile(awaited);
    try {
      Sandbox.eventually(
          () -> awaited + " in " + read(out), () -> pattern.matcher(read(out)).find());
      return read(out);
    } finally {
      process.toHandle().destroy();
      assertTrue(process.waitFor(10, TimeUnit.SECONDS), "it does not end");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void startEndpoint(int port) throws Exception {
    endpoint =
        new ProcessBuilder(
                sandbox.executable(ENDPOINT),
                "cacert.pem",
                "server.pem",
                "server.key",
                "--tmpdir",
                sandbox.run().toString(),
                "--port",
                String.valueOf(port))
            .directory(sandbox.file(".").toFile())
            .redirectErrorStream(true)
            .redirectOutput(sandbox.file("endpoint.log").toFile())
            .start();
    Sandbox.eventually("the endpoint listens", () -> listens(port));
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }
}
