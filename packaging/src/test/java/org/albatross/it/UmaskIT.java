package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What daemons make for each other has the modes that are documented, whatever the umask. */
@Timeout(120)
class UmaskIT {
  private Sandbox sandbox;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    sandbox = new Sandbox();
  }

  @AfterEach
  void close() throws Exception {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).destroy();
      assertTrue(started.get(i).waitFor(30, TimeUnit.SECONDS));
    }
    sandbox.close();
  }

  private void start(String umask, String program, String socket, String... options)
      throws Exception {
    List<String> line = new ArrayList<>(List.of("sh", "-c", "umask $1; shift; exec \"$@\"", "sh"));
    line.addAll(List.of(umask, Sandbox.program(program), "--tmpdir", run().toString()));
    line.addAll(List.of(options));
    Path log = sandbox.file(program + ".log");
    Process process =
        new ProcessBuilder(sandbox.inside(line))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    started.add(process);
    Path path = run().resolve("util").resolve(socket);
    Sandbox.eventually("it listens", () -> Files.exists(path) || !process.isAlive());
    assertTrue(process.isAlive(), () -> Sandbox.read(log));
  }

  private Path run() {
    return sandbox.file("new").resolve("run");
  }

  private Path db() {
    return sandbox.file("new").resolve("db");
  }

  private static String mode(Path path) throws Exception {
    int mode = (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    return String.format(Locale.ROOT, "%04o", mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"077", "000"})
  void directoriesAndSocketsHaveTheirModesWhateverTheUmask(String umask) throws Exception {
    start(umask, "albatross-console", "console.sock");
    start(umask, "albatross-stats", "stat.sock");
    start(umask, "albatrossd", "vmmd.sock", "--dbdir", db().toString());
    Map<String, String> modes = new TreeMap<>();
    for (String each : List.of("", "util", "util/vmmd.sock", "util/console.sock", "fifo")) {
      modes.put("run/" + each, mode(run().resolve(each)));
    }
    modes.put("run/util/stat.sock", mode(run().resolve("util/stat.sock")));
    modes.put("run/running", mode(run().resolve("running")));
    modes.put("db", mode(db()));
    modes.put("above", mode(run().getParent()));
    assertEquals(
        new TreeMap<>(
            Map.of(
                "run/", "0755",
                "run/util", "0755",
                "run/util/vmmd.sock", "0660",
                "run/util/console.sock", "0660",
                "run/util/stat.sock", "0660",
                "run/fifo", "2750",
                "run/running", "0700",
                "db", "0755",
                "above", "0755")),
        modes);
    assertEquals("0600", mode(db().resolve("albatrossd.lock")));
  }
}
