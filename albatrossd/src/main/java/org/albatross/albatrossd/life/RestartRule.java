package org.albatross.albatrossd.life;

import java.util.Set;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.model.unikernel.OnFailure;

/**
 * What follows when a tender ends and nobody asked it to (docs/protocol/daemons.md, When a tender
 * ends).
 */
enum RestartRule {
  STAY_DOWN,
  RESTART,
  /** The unikernel does not know the argument that was put before its own. */
  RESTART_WITHOUT_NAME;

  /**
   * What a unikernel exits with on an argument that it does not know: 64 those of Mirage's own, 124
   * those of cmdliner.
   */
  private static final Set<Integer> ARGUMENT_ERRORS = Set.of(64, 124);

  /**
   * 1 and 60 to 64 by docs/protocol/daemons.md, When a tender ends; 123 to 125 are cmdliner's: an
   * error, a usage, a bug.
   */
  private static final Set<Integer> NEVER = Set.of(1, 60, 61, 62, 63, 64, 123, 124, 125);

  static RestartRule of(ExitStatus status, Arguments arguments) {
    if (arguments.addName()
        && status instanceof ExitStatus.Exited exited
        && ARGUMENT_ERRORS.contains(exited.code())) {
      return RESTART_WITHOUT_NAME;
    }
    boolean restart =
        arguments.onFailure() instanceof OnFailure.Restart rule && wants(rule, status);
    return restart ? RESTART : STAY_DOWN;
  }

  private static boolean wants(OnFailure.Restart rule, ExitStatus status) {
    if (status instanceof ExitStatus.Exited exited) {
      return !NEVER.contains(exited.code())
          && (rule.exitCodes().isEmpty() || rule.exitCodes().contains((long) exited.code()));
    }
    // Killed by a signal that was not ours: a crash, or the host was out of memory.
    return rule.exitCodes().isEmpty();
  }
}
