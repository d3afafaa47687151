package org.albatross.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The smallest heap of each daemon. */
class HeapIT {
  private static final Path TREE = Path.of(System.getProperty("albatross.tree"));

  @TempDir private Path directory;

  /** Each has something wrong that it says when it comes to that. */
  private Launched start(String program, String options, int megabytes) throws Exception {
    List<String> line = new ArrayList<>();
    line.add(TREE.resolve("bin").resolve(program).toString());
    // No directory can be made below a file.
    line.addAll(List.of("--tmpdir", "/dev/null/run"));
    if (program.equals("albatrossd")) {
      line.addAll(List.of("--dbdir", directory.toString()));
    }
    line.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
    return Launched.run(
        Map.of("ALBATROSS_JAVA_OPTS", "-Xmx" + megabytes + "m", "ALBATROSS_ARCHIVE", "off"), line);
  }

  @ParameterizedTest
  @CsvSource({
    "albatrossd,24,''",
    "albatross-console,24,''",
    "albatross-stats,24,''",
    "albatross-influx,24,''",
    "albatross-influx,24,--prometheus no-such-host.invalid:1",
    "albatross-influx,48,--influx-url http://localhost --influx-org o",
    "albatross-influx,120,--influx-url http://localhost --influx-org o --buffer 64MiB",
    "albatross-tls-endpoint,32,a b c",
    "albatross-tls-endpoint,92,a b c --max-certificate 4MiB",
  })
  void belowItTheStartIsRefusedWithWhatToGive(String program, int least, String options)
      throws Exception {
    Launched refused = start(program, options, least - 4);
    assertEquals(123, refused.exitCode());
    assertTrue(
        refused
            .err()
            .matches(
                program
                    + ": a heap of \\d+ MB is too small, at least "
                    + least
                    + " MB are needed: start it with ALBATROSS_JAVA_OPTS=-Xmx"
                    + least
                    + "m, or more\n"),
        refused.err());
    Launched other = start(program, options, least);
    assertEquals(123, other.exitCode());
    assertFalse(other.err().contains("heap"), other.err());
  }
}
