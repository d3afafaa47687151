package org.albatross.albatrossd.life;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestartRuleTest {
  private static final OnFailure QUIT = new OnFailure.Quit();

  private static OnFailure restartOn(Long... codes) {
    return new OnFailure.Restart(SortedSets.copyOf(List.of(codes)));
  }

  private static RestartRule rule(ExitStatus status, OnFailure onFailure, boolean addName) {
    return RestartRule.of(
        status,
        new Arguments(
            onFailure,
            OptionalLong.empty(),
            addName,
            SortedSets.copyOf(Set.of(0L)),
            32,
            List.of(),
            List.of(),
            Optional.empty(),
            1,
            Optional.empty()));
  }

  private static RestartRule exited(int code, OnFailure onFailure) {
    return rule(new ExitStatus.Exited(code), onFailure, false);
  }

  @Test
  void quitStaysDownWhateverHappened() {
    assertEquals(RestartRule.STAY_DOWN, exited(0, QUIT));
    assertEquals(RestartRule.STAY_DOWN, exited(2, QUIT));
    assertEquals(RestartRule.STAY_DOWN, rule(new ExitStatus.Signalled(9), QUIT, false));
  }

  @Test
  void withoutCodesAllButTheReservedOnesRestart() {
    assertEquals(RestartRule.RESTART, exited(0, restartOn()));
    assertEquals(RestartRule.RESTART, exited(2, restartOn()));
    assertEquals(RestartRule.RESTART, exited(255, restartOn()));
    for (int code : new int[] {1, 60, 61, 62, 63, 64, 123, 124, 125}) {
      assertEquals(RestartRule.STAY_DOWN, exited(code, restartOn()), "code " + code);
    }
  }

  @Test
  void withCodesOnlyThoseRestartAndTheReservedOnesNever() {
    assertEquals(RestartRule.RESTART, exited(2, restartOn(1L, 2L, 64L)));
    assertEquals(RestartRule.STAY_DOWN, exited(3, restartOn(1L, 2L, 64L)));
    assertEquals(RestartRule.STAY_DOWN, exited(1, restartOn(1L, 2L, 64L)));
    for (long code : new long[] {1, 60, 61, 62, 63, 64, 123, 124, 125}) {
      assertEquals(RestartRule.STAY_DOWN, exited((int) code, restartOn(2L, code)), "code " + code);
    }
    assertEquals(RestartRule.RESTART, exited(122, restartOn(122L)));
  }

  @Test
  void aSignalThatIsNotOursRestartsWhereNoCodesAreGiven() {
    assertEquals(RestartRule.RESTART, rule(new ExitStatus.Signalled(9), restartOn(), false));
    assertEquals(RestartRule.STAY_DOWN, rule(new ExitStatus.Signalled(9), restartOn(2L), false));
  }

  /** 64 is what Mirage's own parser of arguments exits with, 124 is that of cmdliner. */
  @ParameterizedTest
  @ValueSource(ints = {64, 124})
  void anExitCodeForArgumentsMeansThatTheInjectedNameIsNotKnown(int code) {
    ExitStatus status = new ExitStatus.Exited(code);
    assertEquals(RestartRule.RESTART_WITHOUT_NAME, rule(status, QUIT, true));
    assertEquals(RestartRule.RESTART_WITHOUT_NAME, rule(status, restartOn(), true));
    assertEquals(RestartRule.STAY_DOWN, rule(status, QUIT, false));
    assertEquals(RestartRule.STAY_DOWN, rule(status, restartOn(), false));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 63, 65, 123, 125})
  void otherExitCodesAreNotAboutTheName(int code) {
    assertEquals(RestartRule.STAY_DOWN, rule(new ExitStatus.Exited(code), QUIT, true));
  }
}
