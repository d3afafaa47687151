package org.albatross.core.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ProcessCommandRunnerIT {
  private final CommandRunner runner = new ProcessCommandRunner(Duration.ofSeconds(20));

  private static List<String> shell(String script) {
    return List.of("/bin/sh", "-c", script);
  }

  @Test
  void outputAndErrorsAndTheExitCodeComeBack() throws Exception {
    CommandRunner.Result result = runner.run(shell("cat; echo a; echo b >&2; exit 3"));
    assertEquals(new CommandRunner.Result(3, "a\nb\n"), result);
    HostException e =
        assertThrows(HostException.class, () -> runner.succeed(shell("echo why; exit 3")));
    assertTrue(e.getMessage().endsWith("failed with exit code 3: \"why\""), e.getMessage());
  }

  @Test
  void aCommandThatDoesNotEndIsEnded() {
    CommandRunner hasty = new ProcessCommandRunner(Duration.ofMillis(200));
    HostException e = assertThrows(HostException.class, () -> hasty.run(List.of("sleep", "1000")));
    assertTrue(e.getMessage().contains("did not end within 200 ms"), e.getMessage());
  }

  @Test
  void aChildThatKeepsTheOutputOpenIsNotWaitedFor() throws Exception {
    CommandRunner hasty = new ProcessCommandRunner(Duration.ofSeconds(2));
    assertEquals("a\n", hasty.run(shell("sleep 20 & echo a")).output());
  }

  @Test
  void onlyTheBeginningOfMuchOutputIsKept() throws Exception {
    String output = runner.succeed(shell("yes | head -c 10000000"));
    assertEquals(64 * 1024, output.length());
  }

  @Test
  void aMissingProgramIsNamed() {
    HostException e =
        assertThrows(HostException.class, () -> runner.run(List.of("/no/such/program")));
    assertTrue(e.getMessage().contains("\"/no/such/program\" cannot be started"), e.getMessage());
  }

  /** Some write numbers as the locale has them: ps, for one. */
  @Test
  void aCommandHasNoLocaleWhateverWeHave() throws Exception {
    assertEquals("C\n", runner.run(shell("echo $LC_ALL")).output());
  }
}
