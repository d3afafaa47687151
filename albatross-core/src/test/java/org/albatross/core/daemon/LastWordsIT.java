package org.albatross.core.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A process one of whose threads takes more than there is, of memory for real. */
@Timeout(120)
class LastWordsIT {
  @TempDir Path directory;

  private record Ended(int code, List<String> lines) {}

  private Ended run(String heap, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", heap));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Doomed.class.getName()));
    command.addAll(List.of("--tmpdir", directory.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      List<String> lines =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
              .lines()
              .toList();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), lines.toString());
      return new Ended(process.exitValue(), lines);
    } finally {
      process.destroyForcibly();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "task,memory,main,OutOfMemoryError",
    "task,stack,main,StackOverflowError",
    "timer,memory,main,OutOfMemoryError",
    "timer,class,main,NoClassDefFoundError",
    "fifo,memory,fifo-poller,OutOfMemoryError",
    "fifo,class,fifo-poller,NoClassDefFoundError",
    "pool,memory,worker-1,OutOfMemoryError",
    "pool,stack,worker-1,StackOverflowError",
    "line protocol,memory,line protocol,OutOfMemoryError",
    "http,bug,http,IllegalStateException",
  })
  void aThreadThatEndsEndsTheDaemonWithALineThatNamesIt(
      String where, String want, String thread, String error) throws Exception {
    Ended ended = run("-Xmx24m", where, want);
    assertEquals(ExitCodes.INTERNAL_ERROR, ended.code(), ended.lines().toString());
    List<String> named =
        ended.lines().stream()
            .filter(line -> line.contains("ends: thread " + thread + " was ended by java.lang."))
            .toList();
    assertEquals(1, named.size(), ended.lines().toString());
    assertTrue(named.get(0).contains(error), named.toString());
  }

  @Test
  void aHeapBelowTheFloorIsRefusedBeforeAnythingIsOpened() throws Exception {
    Ended ended = run("-Xmx12m", "task", "class");
    assertEquals(ExitCodes.OTHER_ERROR, ended.code(), ended.lines().toString());
    assertEquals(1, ended.lines().size(), ended.lines().toString());
    assertTrue(
        ended
            .lines()
            .get(0)
            .matches(
                "albatross-doomed: a heap of 1\\d MB is too small, at least 24 MB are needed:"
                    + " start it with ALBATROSS_JAVA_OPTS=-Xmx24m, or more"),
        ended.lines().toString());
  }
}
