package org.albatross.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TreeIT {
  private static final Path TREE = Path.of(System.getProperty("albatross.tree"));
  private static final Path JAVA_25 = Path.of("/usr/lib/jvm/temurin-25-jdk-amd64/bin/java");
  private static final List<String> PROGRAMS =
      List.of(
          "albatross-client",
          "albatross-console",
          "albatross-influx",
          "albatross-stats",
          "albatross-tls-endpoint",
          "albatrossd");
  private static final Map<String, String> OFF = Map.of("ALBATROSS_ARCHIVE", "off");
  private static final long ARCHIVE_DEADLINE_NANOS = 120_000_000_000L;

  @TempDir private Path directory;

  static Stream<Path> javas() {
    Path current = Path.of(System.getProperty("java.home"), "bin", "java");
    return Stream.of(current, JAVA_25).filter(Files::isExecutable).distinct();
  }

  @Test
  void theTreeHasTheProgramsAndNoTestLibrary() throws Exception {
    assertEquals(PROGRAMS, names(TREE.resolve("bin")));
    List<String> libraries = names(TREE.resolve("lib"));
    assertTrue(libraries.stream().anyMatch(name -> name.startsWith("albatross-core-")));
    for (String name : libraries) {
      assertFalse(name.matches(".*(junit|testkit|jmh|opentest4j|apiguardian).*"), name);
      assertTrue(name.endsWith(".jar") || name.equals("native"), name);
    }
    assertTrue(Files.exists(TREE.resolve("lib/native/x86_64-Linux/libjffi-1.2.so")));
  }

  /** No class of a signed jar gets into a class data archive. */
  @Test
  void noJarIsSigned() throws Exception {
    for (String name : names(TREE.resolve("lib"))) {
      if (name.endsWith(".jar")) {
        try (JarFile jar = new JarFile(TREE.resolve("lib").resolve(name).toFile())) {
          assertTrue(jar.stream().noneMatch(e -> e.getName().matches("META-INF/[^/]*\\.SF")), name);
        }
      }
    }
  }

  @Test
  void theClassPathNamesEveryLibraryOnce() throws Exception {
    Path java = fake("17.0.1", "while [ \"$1\" != -cp ]; do shift; done; echo \"$2\"");
    Launched client = launch(TREE, java, "albatross-client");
    List<String> named = new ArrayList<>();
    for (String entry : client.out().strip().split(":", -1)) {
      named.add(Path.of(entry).getFileName().toString());
    }
    List<String> there = names(TREE.resolve("lib"));
    there.remove("native");
    named.sort(null);
    assertEquals(there, named);
  }

  @ParameterizedTest
  @MethodSource("javas")
  void everyProgramRunsQuietlyInTheTree(Path java) throws Exception {
    assertAllRunQuietly(TREE, java);
  }

  @ParameterizedTest
  @MethodSource("javas")
  void aCopyInAPathWithBlanksRunsQuietlyAndMakesItsArchive(Path java) throws Exception {
    Path copy = copy(directory.resolve("a path  with blanks"));
    assertAllRunQuietly(copy, java);
    awaitArchive(copy);
    assertAllRunQuietly(copy, java);
    // Where it is to be made again is seen without making it, which takes long.
    Path moved = Files.move(copy, directory.resolve("moved"));
    Files.writeString(
        moved.resolve("libexec/make-archive"), "#!/bin/sh\necho \"$1\" >>\"${0%/*}/asked\"\n");
    assertAsked(moved, java, 1);
    nameArchives(moved);
    assertQuiet(launch(moved, java, "albatross-client", "--version"));
    makeArchivesOlderThanTheJars(moved);
    assertAsked(moved, java, 2);
  }

  /** One program stands for all: what looks at the archive is the same for each. */
  private static void assertAsked(Path tree, Path java, int times) throws Exception {
    assertQuiet(launch(tree, java, "albatross-client", "--version"));
    Path asked = tree.resolve("libexec/asked");
    long end = System.nanoTime() + ARCHIVE_DEADLINE_NANOS;
    while (!Files.exists(asked) || Files.readAllLines(asked).size() < times) {
      assertTrue(System.nanoTime() < end, () -> "no archive was asked for in " + tree);
      Thread.sleep(50);
    }
    assertEquals(Collections.nCopies(times, java.toString()), Files.readAllLines(asked));
  }

  /** As if they had been made where the tree is now. */
  private static void nameArchives(Path tree) throws IOException {
    for (Path home : files(tree.resolve("archives"), ".home")) {
      Files.writeString(home, tree.toRealPath() + "\n");
    }
  }

  private static void makeArchivesOlderThanTheJars(Path tree) throws IOException {
    for (Path archive : files(tree.resolve("archives"), ".jsa")) {
      Files.setLastModifiedTime(archive, FileTime.from(Instant.EPOCH));
    }
  }

  private static List<Path> files(Path directory, String end) throws IOException {
    return names(directory).stream().filter(n -> n.endsWith(end)).map(directory::resolve).toList();
  }

  @ParameterizedTest
  @MethodSource("javas")
  void aReadOnlyCopyRunsQuietlyAndStaysAsItIs(Path java) throws Exception {
    Path copy = copy(directory.resolve("read-only"));
    try (Stream<Path> files = Files.walk(copy)) {
      for (Path file : files.toList()) {
        boolean program = Files.isDirectory(file) || Files.isExecutable(file);
        Files.setPosixFilePermissions(
            file, PosixFilePermissions.fromString(program ? "r-xr-xr-x" : "r--r--r--"));
      }
    }
    List<String> before = names(copy.resolve("archives"));
    // Root may write everywhere: for root this is the variable's test.
    for (String program : PROGRAMS) {
      assertQuiet(
          Launched.run(
              Map.of("ALBATROSS_JAVA", java.toString(), "ALBATROSS_ARCHIVE", "off"),
              List.of(copy.resolve("bin").resolve(program).toString(), "--version")));
    }
    assertEquals(before, names(copy.resolve("archives")));
    assertTrue(
        Launched.run(Map.of(), List.of("chmod", "-R", "u+w", copy.toString())).err().isEmpty());
  }

  @Test
  void aProgramIsFoundThroughSymbolicLinks() throws Exception {
    Path link = Files.createSymbolicLink(directory.resolve("link"), TREE.resolve("bin"));
    for (String program : PROGRAMS) {
      Path first = Files.createSymbolicLink(directory.resolve(program), link.resolve(program));
      Path second = Files.createSymbolicLink(directory.resolve(program + "-2"), first);
      assertQuiet(Launched.run(OFF, List.of(second.toString(), "--version")));
    }
    for (Path path : List.of(link.resolve("albatrossd"), directory.resolve("albatrossd"))) {
      assertQuiet(Launched.run(OFF, List.of(path.toString(), "--version")));
    }
  }

  @Test
  void javaTakesThePlaceOfTheShellAndHasItsDescriptors() throws Exception {
    Path java = fake("21.0.1", "echo $$; cat <&3");
    Path input = Files.writeString(directory.resolve("input"), "three");
    String program = TREE.resolve("bin/albatrossd").toString();
    Launched daemon =
        Launched.run(
            Map.of("ALBATROSS_JAVA", java.toString(), "ALBATROSS_ARCHIVE", "off"),
            List.of("sh", "-c", "exec 3<\"$1\"; exec \"$0\"", program, input.toString()));
    assertEquals(daemon.pid() + "\nthree", daemon.out());
  }

  /** A message of the system is looked into: "Broken pipe" is no error to tell of. */
  @Test
  void theSystemSpeaksEnglishAndHasTheLocalesCharactersInNames() throws Exception {
    Path java = fake("17.0.1", "env");
    String client = TREE.resolve("bin/albatross-client").toString();
    for (String variable : List.of("LC_ALL", "LC_CTYPE", "LANG")) {
      Map<String, String> locale =
          Map.of(
              "ALBATROSS_JAVA",
              java.toString(),
              "ALBATROSS_ARCHIVE",
              "off",
              "LANGUAGE",
              "es",
              "LC_MESSAGES",
              "es_ES.UTF-8",
              variable,
              "es_ES.UTF-8");
      List<String> variables =
          Launched.run(locale, List.of(client)).out().lines().sorted().toList();
      assertTrue(variables.contains("LC_MESSAGES=C"), variables.toString());
      assertTrue(
          variables.stream().noneMatch(each -> each.matches("(LC_ALL|LANGUAGE)=.*")),
          variables.toString());
      String characters = variable.equals("LANG") ? "LANG" : "LC_CTYPE";
      assertTrue(variables.contains(characters + "=es_ES.UTF-8"), variables.toString());
    }
  }

  /** As ssh and cron start programs; the second locale is not installed anywhere. */
  @ParameterizedTest
  @ValueSource(strings = {"C", "POSIX", "", "xx_XX.UTF-8"})
  void anArgumentArrivesAsItWasTypedWhateverTheLocale(String locale) throws Exception {
    Path image = Files.writeString(directory.resolve("image"), "no image, and nobody looks");
    Launched shown =
        Launched.run(
            Map.of("LC_ALL", locale, "LANG", "", "ALBATROSS_ARCHIVE", "off"),
            List.of(
                "/bin/sh",
                "-c",
                "exec \"$1\" create a \"$2\" --arg=\"$(printf 'h\\303\\251 \\351')\" --socket -",
                "sh",
                TREE.resolve("bin/albatross-client").toString(),
                image.toString()));
    assertEquals(0, shown.exitCode(), shown.err());
    assertTrue(shown.out().replaceAll("\\s", "").contains("68c3a920e9"), shown.out());
  }

  @Test
  void aTreeBelowAPathBeyondAsciiRunsInTheLocaleC() throws Exception {
    Path copy = directory.resolve("copy");
    assertEquals(
        "",
        Launched.run(
                Map.of(),
                List.of(
                    "/bin/sh",
                    "-c",
                    "mkdir \"$2\" && cp -a \"$1\" \"$2/$(printf 'caf\\303\\251')\"",
                    "sh",
                    TREE.toString(),
                    copy.toString()))
            .err());
    for (String program : PROGRAMS) {
      assertQuiet(
          Launched.run(
              Map.of("LC_ALL", "C", "ALBATROSS_ARCHIVE", "off"),
              List.of(
                  "/bin/sh",
                  "-c",
                  "\"$1\"/*/bin/\"$2\" --version",
                  "sh",
                  copy.toString(),
                  program)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ALBATROSS_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"})
  void lessMemoryThanAProgramBeginsWithMayBeAllowed(String variable) throws Exception {
    Launched version =
        Launched.run(
            Map.of(variable, "-Xmx8m", "ALBATROSS_ARCHIVE", "off"),
            List.of(TREE.resolve("bin/albatross-client").toString(), "--version"));
    assertEquals(0, version.exitCode(), version.out() + version.err());
  }

  @Test
  void anOldJavaIsRefusedWithItsVersion() throws Exception {
    for (String version : List.of("1.8.0_402", "11.0.22+7", "16.0.2")) {
      Launched client = launch(TREE, fake(version, "exit 0"), "albatross-client");
      assertEquals(125, client.exitCode());
      assertTrue(client.err().contains("is Java " + version + "; 17 or later"), client.err());
    }
  }

  @Test
  void aMissingJavaIsNamed() throws Exception {
    Launched client = launch(TREE, Path.of("/nowhere/bin/java"), "albatross-client");
    assertEquals(125, client.exitCode());
    assertTrue(client.err().contains("/nowhere/bin/java"), client.err());
  }

  @Test
  void aLockLeftByAFailedBuildKeepsNoProgramFromStarting() throws Exception {
    Path copy = copy(directory.resolve("locked"));
    Path java = javas().findFirst().orElseThrow();
    try (Stream<Path> files = Files.list(copy.resolve("archives"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".jsa")).toList()) {
        Files.createDirectory(Path.of(file.toString().replaceAll("jsa$", "lock")));
        Files.delete(file);
      }
    }
    List<String> before = names(copy.resolve("archives"));
    assertQuiet(launch(copy, java, "albatross-client", "--version"));
    assertEquals(before, names(copy.resolve("archives")));
  }

  private void assertAllRunQuietly(Path tree, Path java) throws Exception {
    for (String program : PROGRAMS) {
      assertQuiet(launch(tree, java, program, "--version"));
      assertQuiet(launch(tree, java, program, "--help"));
    }
  }

  private static void assertQuiet(Launched program) {
    assertEquals("", program.err());
    assertEquals(0, program.exitCode());
    assertFalse(program.out().isBlank());
    assertFalse(program.out().contains("[warning]") || program.out().contains("VM warning"));
  }

  private static Launched launch(Path tree, Path java, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(tree.resolve("bin").resolve(program).toString());
    command.addAll(List.of(arguments));
    // Only copies may change: what the build made is left as it is.
    String archive = tree.equals(TREE) ? "off" : "on";
    return Launched.run(
        Map.of("ALBATROSS_JAVA", java.toString(), "ALBATROSS_ARCHIVE", archive), command);
  }

  /** A program in the place of Java, with a version. */
  private Path fake(String version, String script) throws IOException {
    Path home = Files.createDirectories(directory.resolve("jdk-" + version));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\nA=\"b\"\n");
    Path java = Files.createDirectories(home.resolve("bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    return java;
  }

  private static Path copy(Path to) throws IOException, InterruptedException {
    Launched copied = Launched.run(Map.of(), List.of("cp", "-R", TREE.toString(), to.toString()));
    assertEquals("", copied.err());
    return to;
  }

  /** Waits until the archive of this place is there and nobody works on one. */
  private static void awaitArchive(Path tree) throws Exception {
    Path archives = tree.resolve("archives");
    long end = System.nanoTime() + ARCHIVE_DEADLINE_NANOS;
    while (!isMade(tree, archives)) {
      assertTrue(System.nanoTime() < end, () -> "no archive was made in " + archives);
      Thread.sleep(50);
    }
  }

  private static boolean isMade(Path tree, Path archives) throws IOException {
    boolean made = false;
    for (String name : names(archives)) {
      if (name.endsWith(".lock")) {
        return false;
      }
      made |=
          name.endsWith(".home")
              && Files.readString(archives.resolve(name)).equals(tree.toRealPath() + "\n");
    }
    return made;
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      TreeSet<String> names = new TreeSet<>();
      files.forEach(file -> names.add(file.getFileName().toString()));
      return new ArrayList<>(names);
    }
  }
}
