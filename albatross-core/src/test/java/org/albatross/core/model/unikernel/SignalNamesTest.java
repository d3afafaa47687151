package org.albatross.core.model.unikernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Nobody knows signals by their numbers. */
class SignalNamesTest {
  @ParameterizedTest
  @CsvSource({
    "4,signal 4 (SIGILL),signal 4 (SIGILL)",
    "7,signal 7 (SIGBUS),signal 7 (SIGEMT)",
    "9,signal 9 (SIGKILL),signal 9 (SIGKILL)",
    "12,signal 12 (SIGUSR2),signal 12 (SIGSYS)",
    "31,signal 31 (SIGSYS),signal 31 (SIGUSR2)",
    "0,signal 0,signal 0",
    "64,signal 64,signal 64",
    "-1,signal -1,signal -1",
  })
  void signalsHaveNames(int number, String linux, String freeBsd) {
    assertEquals(linux, SignalNames.describe(number, false));
    assertEquals(freeBsd, SignalNames.describe(number, true));
  }

  @Test
  void theEndOfAProcessNamesItsSignal() {
    assertEquals("signal 11 (SIGSEGV)", ExitStatus.ofWait(11).toString());
    assertEquals("signal 11 (SIGSEGV)", ExitStatus.ofWait(11 | 0x80).toString());
    assertEquals("exit code 11", ExitStatus.ofWait(11 << 8).toString());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void theNamesAreThoseOfThisHost() throws Exception {
    for (int signal = 1; signal < 32; signal++) {
      Process kill = new ProcessBuilder("bash", "-c", "kill -l " + signal).start();
      String name = new String(kill.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertEquals("signal " + signal + " (SIG" + name.strip() + ")", SignalNames.describe(signal));
    }
  }
}
