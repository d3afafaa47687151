package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are read and have no end, or nobody who writes to them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndlessFilesTest extends CertificateFixture {
  private static final String SIGN = "sign cacert.pem db ca.key info.req";
  private static final String CERTIFICATE =
      "certificate info.pem info.key --server-ca=cacert.pem -d localhost:1";
  private static final String ONE_STEP =
      "destroy hello --ca=user.pem --ca-key=user.key --server-ca=cacert.pem -d localhost:1";

  @BeforeEach
  void makeFiles() throws Exception {
    generate();
    policy("user", "cacert", "--cpu=0");
    ok("info", "--csr");
    assertEquals(0, sign("user", "info").exitCode());
    assertEquals(0, new ProcessBuilder("mkfifo", path("fifo")).start().waitFor());
  }

  /** A line in whose file, after an {@code =} or alone, another is read. */
  private Run with(String line, String file, String instead) {
    List<String> words = new ArrayList<>();
    for (String word : line.split(" ", -1)) {
      int from = word.indexOf('=') + 1;
      String value = word.substring(from);
      boolean isFile = Files.exists(directory.resolve(value));
      String found = value.equals(file) ? instead : isFile ? path(value) : value;
      words.add(word.substring(0, from) + found);
    }
    assertTrue(words.toString().contains(instead), words.toString());
    return run(words.toArray(String[]::new));
  }

  private void assertEnds(String line, String file) {
    Run endless = with(line, file, "/dev/zero");
    assertEquals(123, endless.exitCode(), endless.err());
    assertTrue(endless.err().contains("/dev/zero has more than 32MiB"), endless.err());
    Run fifo = with(line, file, path("fifo"));
    assertEquals(123, fifo.exitCode(), fifo.err());
    assertTrue(fifo.err().contains(path("fifo") + " is a fifo"), fifo.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"cacert.pem", "ca.key", "info.req"})
  void whatSignReadsHasALimit(String file) {
    assertEnds(SIGN, file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"info.pem", "info.key", "cacert.pem"})
  void whatCertificateReadsHasALimit(String file) {
    assertEnds(CERTIFICATE, file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"user.pem", "user.key", "cacert.pem"})
  void whatACommandOverTlsReadsHasALimit(String file) {
    assertEnds(ONE_STEP, file);
  }

  @Test
  void aRequestThatIsPipedInHasALimit() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String line =
        "yes | %s -cp %s %s sign %s %s %s /dev/stdin"
            .formatted(
                java,
                System.getProperty("java.class.path"),
                Main.class.getName(),
                path("cacert.pem"),
                path("db"),
                path("ca.key"));
    Process process =
        new ProcessBuilder("sh", "-c", line)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    try {
      assertTrue(process.waitFor(60, TimeUnit.SECONDS));
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String output = Files.readString(directory.resolve("output"));
    assertEquals(123, process.exitValue(), output);
    assertTrue(output.contains("/dev/stdin has more than 32MiB"), output);
  }

  @Test
  void anImageInARequestHasALimit() throws Exception {
    Run run = run("create", "hello", "/dev/zero", "--csr");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("/dev/zero has more than 256MiB"), run.err());
  }

  private Run sendEndless(String... line) throws Exception {
    List<String> words = new ArrayList<>(List.of(line));
    words.add("--tmpdir=" + directory);
    return FakeDaemon.during(
        directory,
        "vmmd.sock",
        () -> run(words.toArray(String[]::new)),
        peer -> {
          peer.receive();
          while (peer.frames.receive().isPresent()) {
            Thread.onSpinWait();
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  void anImageThatIsSentHasALimitThoughTheDaemonTakesAll(String level) throws Exception {
    Run run = sendEndless("create", "hello", "/dev/zero", "--compression-level", level);
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("/dev/zero has more than 256MiB"), run.err());
  }

  @Test
  void noMoreIsSentToABlockDeviceThanItTakes() throws Exception {
    Run run = sendEndless("create-block", "disk", "3", "--data", "/dev/zero");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("/dev/zero has more than 3MiB"), run.err());
  }

  @Test
  void anImageThatIsTooLargeIsNotSentAtAll() throws Exception {
    Path large = directory.resolve("large");
    try (var file = new java.io.RandomAccessFile(large.toFile(), "rw")) {
      file.setLength((256 << 20) + 1); // a hole, which takes no room
    }
    Run run = run("create", "hello", large.toString(), "--tmpdir=" + directory);
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains(large + " has more than 256MiB"), run.err());
  }

  @Test
  void aStateThatIsADeviceOrAFifoIsRefused() throws Exception {
    Run zero = run("inspect-dump", "--file", "/dev/zero");
    assertEquals(123, zero.exitCode(), zero.err());
    assertTrue(zero.err().contains("the state /dev/zero cannot be read"), zero.err());
    Run fifo = run("extract-dump", "hello", "--file", path("fifo"));
    assertEquals(123, fifo.exitCode(), fifo.err());
    assertTrue(fifo.err().contains("is a fifo"), fifo.err());
  }

  @Test
  void aManifestThatIsADeviceOrAFifoIsRefused() throws Exception {
    for (String[] each :
        new String[][] {{"/dev/zero", "cannot be read"}, {path("fifo"), "is a fifo"}}) {
      Path manifest = directory.resolve("manifest.json");
      Files.deleteIfExists(manifest);
      Files.createSymbolicLink(manifest, Path.of(each[0]));
      Run run = run("inspect-dump", "--dbdir", directory.toString());
      assertEquals(123, run.exitCode(), run.err());
      assertTrue(run.err().contains("manifest.json"), run.err());
      assertTrue(run.err().contains(each[1]), run.err());
    }
  }
}
