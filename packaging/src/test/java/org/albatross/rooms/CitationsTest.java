package org.albatross.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Where sources cite a page of the docs and a section, both are there. */
class CitationsTest {
  private static final Path ROOT = Path.of("..");

  /** The page, and what follows it up to where a section's name ends at the latest. */
  private static final Pattern CITATION = Pattern.compile("(docs/[a-z/]+\\.md)(?:, ([^).;{]+))?");

  /** Within a comment a citation may go on in the next line. */
  private static final Pattern NEXT_LINE = Pattern.compile("\\s*\\n\\s*(\\*|//)?\\s*");

  private final Map<String, List<String>> sections = new TreeMap<>();

  /** Headings, and the types that a grammar defines. */
  private List<String> sectionsOf(String page) throws IOException {
    if (!sections.containsKey(page)) {
      List<String> names = new ArrayList<>();
      if (Files.exists(ROOT.resolve(page))) {
        for (String line : Files.readAllLines(ROOT.resolve(page))) {
          Matcher type = Pattern.compile("(\\w+) *::=.*").matcher(line);
          if (line.startsWith("#")) {
            names.add(line.replaceAll("[#`]", "").strip());
          } else if (type.matches()) {
            names.add(type.group(1));
          }
        }
      }
      sections.put(page, names);
    }
    return sections.get(page);
  }

  private static List<Path> sources() throws IOException {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".java"))
          .filter(file -> file.toString().contains("/src/"))
          .toList();
    }
  }

  @Test
  void whatIsCitedIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    int found = 0;
    for (Path file : sources()) {
      String text = NEXT_LINE.matcher(Files.readString(file)).replaceAll(" ");
      for (Matcher citation = CITATION.matcher(text); citation.find(); found++) {
        List<String> names = sectionsOf(citation.group(1));
        String cited = citation.group(2);
        if (names.isEmpty() || cited != null && names.stream().noneMatch(cited::startsWith)) {
          missing.add(file.getFileName() + ": " + citation.group());
        }
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(found > 100, "citations: " + found);
  }
}
