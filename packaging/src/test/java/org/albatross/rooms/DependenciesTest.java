package org.albatross.rooms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.tngtech.archunit.ArchConfiguration;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Which package uses which is what docs/architecture.md says, in "Who uses whom". */
class DependenciesTest {
  private static final String OURS = "org.albatross.";
  private static final Pattern ROW = Pattern.compile("\\| `([^`]*)` \\|([^|]*)\\|([^|]*)\\|");
  private static final Pattern WORD = Pattern.compile("`([^`]*)`");

  /** Programs that are measured with or tested by, not run by users. */
  private static final Set<String> TOOLS = Set.of("testkit", "benchmarks");

  /** What a package uses: those of ours, and libraries by the packages under which they are. */
  private static Map<String, Set<String>> documented() throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (String line : Files.readAllLines(Path.of("../docs/architecture.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Set<String> used = uses.computeIfAbsent(row.group(1), key -> new TreeSet<>());
        for (Matcher word = WORD.matcher(row.group(2) + row.group(3)); word.find(); ) {
          used.add(word.group(1));
        }
      }
    }
    return uses;
  }

  private static Map<String, Set<String>> found() {
    // What others' classes are is of no interest, and takes long to find out.
    ArchConfiguration.get().setResolveMissingDependenciesFromClassPath(false);
    Map<String, Set<String>> uses = new TreeMap<>();
    for (JavaClass each :
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.albatross")) {
      Optional<String> user = named(each.getPackageName());
      if (user.isEmpty() || TOOLS.contains(user.get().split("\\.", -1)[0])) {
        continue;
      }
      Set<String> used = uses.computeIfAbsent(user.get(), key -> new TreeSet<>());
      for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
        named(dependency.getTargetClass().getBaseComponentType().getPackageName())
            .ifPresent(used::add);
      }
      used.remove(user.get());
    }
    return uses;
  }

  /** A package of ours without what all have in common, or a library; absent for the JDK. */
  private static Optional<String> named(String name) {
    if (name.startsWith(OURS)) {
      return Optional.of(name.substring(OURS.length()));
    }
    if (name.isEmpty() || name.matches("(java|javax|jdk|sun)(\\..*)?")) {
      return Optional.empty();
    }
    String[] parts = name.split("\\.", -1);
    return Optional.of(
        parts.length > 1 && parts[0].length() < 4 ? parts[0] + "." + parts[1] : parts[0]);
  }

  @Test
  void thePicturesTableIsWhatTheClassesDo() throws IOException {
    assertEquals(text(documented()), text(found()));
  }

  private static String text(Map<String, Set<String>> uses) {
    return String.join(
        "\n",
        uses.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList());
  }

  @Test
  void noPackageUsesItselfByAWayRound() throws IOException {
    Map<String, Set<String>> uses = documented();
    for (String start : uses.keySet()) {
      Set<String> reached = new TreeSet<>();
      Deque<String> next = new ArrayDeque<>(uses.get(start));
      while (!next.isEmpty()) {
        String here = next.pop();
        if (reached.add(here)) {
          next.addAll(uses.getOrDefault(here, Set.of()));
        }
      }
      assertFalse(reached.contains(start), start);
    }
  }
}
