package org.albatross.tree;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the original's daemons take on their command lines (original-options.txt), ours take: unit
 * files and scripts stay as they are. With {@code --help} a line is read and nothing is started.
 */
class OriginalOptionsIT {
  private static final Path TREE = Path.of(System.getProperty("albatross.tree"));

  /** Values that are right where not any would be. */
  private static final Map<String, String> VALUES =
      Map.of(
          "--influx", "127.0.0.1:8094",
          "--verbosity", "debug",
          "--color", "never",
          "--ip", "::1",
          "--allow-zvol-for", "a:b",
          "--name", "a:b",
          "-n", "a:b");

  static List<String> rows() {
    try (InputStream in = OriginalOptionsIT.class.getResourceAsStream("original-options.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> words(String column) {
    return Stream.of(column.strip().split(" ")).filter(word -> !word.isEmpty()).toList();
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachOptionOfTheOriginalIsTakenByItsDaemon(String row) throws Exception {
    String[] columns = row.split("\\|", -1);
    String program = TREE + "/bin/" + columns[0].strip();
    List<String> line = new ArrayList<>(List.of(program));
    List<String> shortNames = new ArrayList<>(List.of(program));
    line.addAll(words(columns[1]));
    for (String option : words(columns[2])) {
      String name = option.replaceAll("[=\\[].*", "");
      List<String> words = name.startsWith("--") ? line : shortNames;
      words.add(option.endsWith("]") ? name + "=plain" : name);
      if (option.contains("=") && !option.endsWith("]")) {
        words.add(VALUES.getOrDefault(name, "7"));
      }
    }
    shortNames.add("--help");
    assertTaken(line);
    assertTaken(shortNames);
    assertTaken(List.of(program, "--version"));
  }

  private static void assertTaken(List<String> line) throws Exception {
    Launched daemon = Launched.run(Map.of("ALBATROSS_ARCHIVE", "off"), line);
    assertEquals("", daemon.err(), line.toString());
    assertEquals(0, daemon.exitCode());
    assertTrue(!daemon.out().isEmpty());
  }
}
