package org.albatross.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ./check and ./demo install, on hosts whose package sources differ. */
class RequirementsIT {
  private static final Path SCRIPT = Path.of("scripts/requirements.sh").toAbsolutePath();

  /** All programs that the host has. */
  @TempDir private Path programs;

  @TempDir private Path directory;

  @BeforeEach
  void aHostWithAllButAJdk() throws IOException {
    for (String tool : List.of("sed", "sort", "head", "tail", "chmod", "cat")) {
      Files.createSymbolicLink(programs.resolve(tool), found(tool));
    }
    for (String present : List.of("mvn", "ip", "openssl")) {
      program(present, "exit 0");
    }
    program("id", "echo 0");
    program("apt-get", "exit 0");
    offers("17");
  }

  private static Path found(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private void program(String name, String script) throws IOException {
    Path file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** The package sources have these JDKs, and apt-get installs them: the last wish is granted. */
  private void offers(String... releases) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String release : releases) {
      lines.add("echo 'openjdk-" + release + "-jdk-headless - a JDK'");
    }
    program("apt-cache", String.join("\n", lines));
    program(
        "apt-get",
        """
        echo "$*" >>%1$s/asked
        for word; do :; done
        case $word in
          openjdk-*)
            release=${word#openjdk-}
            echo "#!/bin/sh" >%2$s/javac
            echo "echo javac ${release%%%%-*}.0.1" >>%2$s/javac
            chmod 755 %2$s/javac ;;
        esac"""
            .formatted(directory, programs));
  }

  private Launched run(String function) throws Exception {
    String script = "set -euo pipefail; . '" + SCRIPT + "'; " + function;
    return Launched.run(Map.of("PATH", programs.toString()), List.of("/bin/bash", "-c", script));
  }

  private List<String> installed() throws IOException {
    Path asked = directory.resolve("asked");
    if (!Files.exists(asked)) {
      return List.of();
    }
    return Files.readAllLines(asked).stream()
        .filter(line -> line.contains(" install "))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "8 11 17, openjdk-17-jdk-headless", // Debian 12
    "21 25, openjdk-25-jdk-headless", // Debian 13
    "11 17 18 21 25 8, openjdk-25-jdk-headless", // Ubuntu 22.04
    "17 21 11 8, openjdk-21-jdk-headless" // Ubuntu 24.04
  })
  void theNewestJdkThatTheHostOffersIsInstalled(String releases, String expected) throws Exception {
    offers(releases.split(" ", -1));
    Launched run = run("requirements");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(List.of(expected), installed());
  }

  @Test
  void nothingIsInstalledWhereAllIsThere() throws Exception {
    program("javac", "echo javac 21.0.8");
    Launched run = run("requirements");
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(List.of(), installed());
  }

  @Test
  void aJdkThatIsTooOldDoesNotCount() throws Exception {
    program("javac", "echo javac 11.0.22");
    assertEquals(0, run("requirements").exitCode());
    assertEquals(List.of("openjdk-17-jdk-headless"), installed());
  }

  @Test
  void aHostThatOffersNoJdkIsToldWhatToDo() throws Exception {
    offers("8", "11");
    Launched run = run("requirements");
    assertEquals(1, run.exitCode());
    assertTrue(
        run.err().contains("No package source of this host has a JDK from 17 on"), run.err());
    assertTrue(run.err().contains("set JAVA_HOME"), run.err());
  }

  @Test
  void anotherJavaHomeIsNotMendedByAPackage() throws Exception {
    Launched run = run("JAVA_HOME=/opt/java-8; requirements");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("JAVA_HOME is /opt/java-8, which is no JDK from 17 on"));
    assertEquals(List.of(), installed());
  }

  @Test
  void whatAptGetSaysIsShownWhereItFails() throws Exception {
    program("apt-get", "case $* in *install*) echo 'E: no space left'; exit 100 ;; esac");
    Launched run = run("requirements");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("E: no space left"), run.err());
    assertTrue(run.err().contains("apt-get could not install openjdk-17-jdk-headless"), run.err());
  }

  @Test
  void aJdkThatIsNotTheFirstOnPathIsNamed() throws Exception {
    program("javac", "echo javac 11.0.22");
    program("apt-get", "exit 0"); // an alternative that was chosen by hand stays
    Launched run = run("requirements");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("javac on PATH says: javac 11.0.22"), run.err());
  }

  @Test
  void whoIsNotRootIsToldWhatIsMissing() throws Exception {
    program("id", "echo 1000");
    Files.delete(programs.resolve("mvn"));
    Launched run = run("requirements");
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("a JDK from 17 on\n  maven\n"), run.err());
    assertEquals(List.of(), installed());
  }

  @Test
  void aWishThatAReleaseLacksKeepsNoOtherAway() throws Exception {
    program(
        "apt-get",
        "echo \"$*\" >>%s/asked\ncase $* in *influxdb*) exit 100 ;; esac".formatted(directory));
    assertEquals(0, run("wishes").exitCode());
    List<String> wished = installed();
    assertTrue(wished.contains("tmux"), wished.toString());
  }
}
