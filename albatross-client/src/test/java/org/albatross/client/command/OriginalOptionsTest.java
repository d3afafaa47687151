package org.albatross.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.albatross.client.error.ClientException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the original's client takes on its command lines (original-options.txt), ours takes. */
class OriginalOptionsTest {
  /** A command of the original; an option is {@code --name}, {@code --name=LABEL} or similar. */
  private record Row(String command, List<String> arguments, List<String> options) {
    static Row of(String line) {
      String[] columns = line.split("\\|", -1);
      return new Row(columns[0].strip(), words(columns[1]), words(columns[2]));
    }

    private static List<String> words(String column) {
      return Stream.of(column.strip().split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    ParsedLine parse(String... more) throws ClientException {
      Syntax syntax = new Syntax(command, Commands.description(command));
      Commands.find(command).orElseThrow().declare(syntax);
      List<String> line = new ArrayList<>(arguments);
      line.addAll(List.of(more));
      return syntax.parse(line);
    }

    List<String> longNames() {
      return options.stream()
          .map(OriginalOptionsTest::name)
          .filter(name -> name.startsWith("--"))
          .toList();
    }

    @Override
    public String toString() {
      return command;
    }
  }

  private static String name(String option) {
    return option.replaceAll("[=\\[].*", "");
  }

  static List<Row> rows() {
    try (InputStream in = OriginalOptionsTest.class.getResourceAsStream("original-options.txt")) {
      return new String(in.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .map(Row::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theTableHasEachCommandOfTheOriginal() {
    assertEquals(25, rows().stream().map(Row::command).distinct().count());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachOptionOfTheOriginalIsTakenByItsCommand(Row row) throws Exception {
    assertTrue(row.options().size() > 6, row.command());
    for (String option : row.options()) {
      String name = name(option);
      if (option.equals(name)) {
        assertTrue(row.parse(name).has(name), name);
      } else if (option.endsWith("]")) {
        assertTrue(row.parse(name).has(name), name);
        assertTrue(row.parse(name + "=plain").has(name), name);
      } else {
        assertTrue(row.parse(name, "1").has(name), name);
        String glued = name.startsWith("--") ? name + "=1" : name + "1";
        assertTrue(row.parse(glued).has(name), glued);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("rows")
  void anAbbreviationThatTheOriginalUnderstandsMeansTheSame(Row row) throws Exception {
    for (String option : row.options()) {
      String name = name(option);
      for (int length = 3; name.startsWith("--") && length < name.length(); length++) {
        String prefix = name.substring(0, length);
        if (row.longNames().stream().filter(each -> each.startsWith(prefix)).count() == 1) {
          boolean flag = option.equals(name) || option.endsWith("]");
          assertTrue((flag ? row.parse(prefix) : row.parse(prefix, "1")).has(name), prefix);
          assertTrue(flag || row.parse(prefix + "=1").has(name), prefix);
        }
      }
    }
  }

  @Test
  void anAbbreviationOfTwoOptionsIsRefusedAndBothAreNamed() {
    Row info = rows().stream().filter(row -> row.command().equals("info")).findFirst().get();
    ClientException e = assertThrows(ClientException.class, () -> info.parse("--verbo"));
    assertEquals("\"--verbo\" may be --verbose or --verbosity", e.getMessage());
  }

  @Test
  void whatAnOptionOrTwoDashesProtectIsNoAbbreviation() throws Exception {
    Row create = rows().stream().filter(row -> row.command().equals("create")).findFirst().get();
    assertEquals(List.of("--verbo"), create.parse("--arg=--verbo").values("--arg"));
    assertEquals("a", create.parse("-fda").value("--destination").orElseThrow());
    Syntax syntax = new Syntax("create", "");
    Commands.find("create").orElseThrow().declare(syntax);
    assertEquals("--mem", syntax.parse(List.of("--", "a", "--mem")).argument(1));
  }
}
