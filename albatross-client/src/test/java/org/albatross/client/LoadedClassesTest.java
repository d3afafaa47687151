package org.albatross.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a local command loads decides how long a user waits for it. */
class LoadedClassesTest {
  @TempDir Path directory;

  private List<String> loadedBy(String... args) throws Exception {
    Path log = directory.resolve("loaded.log");
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:file=" + log + ":none",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    line.addAll(List.of(args));
    Process process =
        new ProcessBuilder(line)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("output").toFile())
            .start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), Files.readString(directory.resolve("output")));
    return Files.readAllLines(log, UTF_8);
  }

  private static boolean loaded(List<String> classes, String prefix) {
    return classes.stream().anyMatch(line -> line.startsWith(prefix));
  }

  @Test
  void aLocalCommandLoadsNoLoggingNorNativeNorNetworkLibrary() throws Exception {
    List<String> classes =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            () -> loadedBy("policy", "--tmpdir", directory.toString()),
            peer -> peer.reply(new Success.Policies(List.of())));
    assertTrue(loaded(classes, "org.albatross.core.net.FrameChannel "));
    for (String unwanted :
        List.of(
            "org.slf4j",
            "org.jline",
            "ch.qos.logback",
            "io.netty",
            "org.bouncycastle",
            "jnr.",
            "com.kenai")) {
      assertFalse(loaded(classes, unwanted), unwanted);
    }
  }

  @Test
  void nothingLooksForProvidersInEveryJar() throws Exception {
    List<String> classes =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            () -> loadedBy("info", "--tmpdir", directory.toString()),
            peer -> peer.reply(new Success.UnikernelStates(List.of())));
    assertTrue(loaded(classes, "sun.nio.ch.PollSelectorProvider "));
    for (String unwanted :
        List.of(
            "java.util.ServiceLoader",
            "java.time.zone.Tzdb",
            "picocli.CommandLine$DefaultFactory")) {
      assertFalse(loaded(classes, unwanted), unwanted);
    }
  }

  @Test
  void onlyTheCommandThatIsAskedForIsBuilt() throws Exception {
    List<String> classes = loadedBy("info", "--socket", "-");
    assertTrue(loaded(classes, "org.albatross.client.command.InfoCommand "));
    for (String other : List.of("CreateCommand", "ConsoleCommandLine", "ArgumentOptions")) {
      assertFalse(loaded(classes, "org.albatross.client.command." + other + " "), other);
    }
  }

  @Test
  void theListOfCommandsBuildsNone() throws Exception {
    List<String> classes = loadedBy("--help");
    assertFalse(loaded(classes, "picocli"));
    assertFalse(loaded(classes, "org.albatross.core.wire"));
  }
}
