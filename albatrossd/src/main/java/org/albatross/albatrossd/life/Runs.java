package org.albatross.albatrossd.life;

import java.time.Duration;
import java.util.Optional;
import org.albatross.albatrossd.life.Action.Severity;
import org.albatross.core.model.Name;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.ExitStatus;

/** From the making of a tender's devices until they are removed. */
final class Runs {
  /** How long a tender may take to end after it was asked to. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration CONSOLE_PATIENCE = Duration.ofSeconds(10);

  /** Until what could not be removed is tried again. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private Runs() {}

  private static Optional<Run> find(Step step, Name name, long run) {
    return step.place(name).unikernel().flatMap(Unikernel::run).filter(each -> each.id() == run);
  }

  private static Optional<Run> find(Step step, Name name, long run, Run.Stage stage) {
    return find(step, name, run).filter(each -> each.stage() == stage);
  }

  private static void put(Step step, Name name, Run run) {
    step.update(name, each -> each.with(run));
  }

  /** Begins to start a tender. */
  static void furnish(Step step, Name name, long run, Prepared prepared, boolean awaited) {
    put(step, name, Run.furnishing(run, awaited));
    Unikernel unikernel = step.unikernel(name);
    Arguments addressed = step.state().withAddresses(name, unikernel.config().arguments());
    step.act(new Action.Furnish(name, run, unikernel.config().withArguments(addressed), prepared));
  }

  static void furnished(Step step, Name name, long run) {
    find(step, name, run, Run.Stage.FURNISHING)
        .ifPresent(
            each -> {
              Duration deadline = step.now().in(CONSOLE_PATIENCE);
              put(step, name, each.at(Run.Stage.INTRODUCING).until(deadline));
              introduce(step, name, run);
            });
  }

  private static void introduce(Step step, Name name, long run) {
    step.act(new Action.Introduce(name, run, step.state().ringsOf(name.path())));
  }

  /** albatross-console knows of nothing: it is told of all that it has to read. */
  static void introduceAll(Step step) {
    for (Unikernel each : step.state().list(Name.ROOT)) {
      each.run().filter(Run::isToBeRead).ifPresent(run -> introduce(step, each.name(), run.id()));
    }
  }

  static void introduced(Step step, Name name, long run) {
    find(step, name, run, Run.Stage.INTRODUCING).ifPresent(each -> spawn(step, name, each));
  }

  private static void spawn(Step step, Name name, Run run) {
    put(step, name, run.at(Run.Stage.SPAWNING));
    step.act(new Action.Spawn(name, run.id()));
  }

  private static void notIntroduced(Step step, Name name, Run run, Throwable why) {
    if (run.stage() != Run.Stage.INTRODUCING) {
      step.log(Severity.ERROR, "console of %s: %s".formatted(name, why.getMessage()));
    } else if (run.awaited()) {
      put(step, name, run.failed(why));
      cleanUp(step, name);
    } else {
      step.log(
          Severity.WARNING, "%s starts without a console: %s".formatted(name, why.getMessage()));
      spawn(step, name, run);
    }
  }

  static void spawned(Step step, Name name, long run, Tender tender) {
    find(step, name, run, Run.Stage.SPAWNING)
        .ifPresent(
            each -> {
              put(step, name, each.running(tender, step.now().elapsed()));
              step.update(name, u -> u.living(u.life().started(tender.started())));
              step.act(new Action.TellStarted(name, tender));
              step.log(Severity.INFO, "started %s as process %s".formatted(name, tender.pid()));
              Turns.launched(step, name);
            });
  }

  /** Its process ended; whatever is under way for the name and does not wait for that goes on. */
  static void exited(Step step, Name name, long run, ExitStatus status) {
    Optional<Run> found = find(step, name, run).filter(each -> each.exit().isEmpty());
    if (found.isEmpty()) {
      return;
    }
    put(step, name, found.get().exited(status));
    if (found.get().stage() == Run.Stage.ENDING) {
      found
          .flatMap(Run::tender)
          .ifPresent(
              tender ->
                  step.log(
                      Severity.INFO,
                      "%s (process %s) ended: %s".formatted(name, tender.pid(), status)));
      cleanUp(step, name);
    } else if (step.place(name).change().isEmpty()) {
      Turns.over(step, name);
    }
  }

  /** Ends the tender if one runs, and a start that waits; afterwards nothing of it is left. */
  static void end(Step step, Name name) {
    step.update(name, each -> each.due(Optional.empty()).living(each.life().askedToEnd()));
    Optional<Run> run = step.unikernel(name).run();
    if (run.isEmpty()) {
      Turns.ended(step, name);
    } else if (run.get().exit().isPresent()) {
      cleanUp(step, name);
    } else {
      put(step, name, run.get().at(Run.Stage.ENDING).until(step.now().in(GRACE)));
      step.act(new Action.Terminate(name, run.get().id()));
    }
  }

  /** Removes what the run of this name had, of which no process is left. */
  static void cleanUp(Step step, Name name) {
    Run run = step.unikernel(name).run().orElseThrow();
    put(step, name, run.at(Run.Stage.CLEANING));
    step.act(new Action.CleanUp(name, run.id()));
  }

  static void cleanedUp(Step step, Name name, long run) {
    Optional<Run> found = find(step, name, run, Run.Stage.CLEANING);
    if (found.isEmpty()) {
      return;
    }
    Run cleaned = found.get();
    step.update(name, Unikernel::withoutRun);
    if (cleaned.tender().isEmpty()) {
      Turns.notLaunched(step, name, cleaned.failure().orElseThrow());
      return;
    }
    Duration ran = step.now().elapsed().minus(cleaned.since());
    ExitStatus status = cleaned.exit().orElseThrow();
    step.update(
        name,
        each ->
            each.living(
                each.life().ended(status, each.config().arguments(), step.now().wall(), ran)));
    step.act(new Action.TellEnded(name));
    Turns.ended(step, name);
  }

  static void failed(Step step, Event.Failed failed) {
    Name name = failed.name();
    Optional<Run> found = find(step, name, failed.run());
    if (found.isEmpty()) {
      return;
    }
    Run run = found.get();
    switch (failed.job()) {
      case INTRODUCE -> notIntroduced(step, name, run, failed.why());
      case FURNISH -> {
        if (run.stage() == Run.Stage.FURNISHING) {
          step.update(name, Unikernel::withoutRun);
          Turns.notLaunched(step, name, failed.why());
        }
      }
      case SPAWN -> {
        if (run.stage() == Run.Stage.SPAWNING) {
          put(step, name, run.failed(failed.why()));
          cleanUp(step, name);
        }
      }
      case CLEAN_UP -> {
        if (run.stage() == Run.Stage.CLEANING) {
          step.log(
              Severity.ERROR,
              "what %s had is not removed: %s".formatted(name, failed.why().getMessage()));
          put(step, name, run.until(step.now().in(AGAIN)));
        }
      }
      default -> throw new IllegalArgumentException("no job of a run: " + failed.job());
    }
  }

  /** A stage took as long as it may. */
  static void late(Step step, Name name, Run run) {
    put(step, name, run.at(run.stage()));
    switch (run.stage()) {
      case INTRODUCING ->
          notIntroduced(step, name, run, Step.refusal("albatross-console does not answer"));
      case ENDING -> {
        step.log(
            Severity.WARNING,
            "%s did not end within %s s, killing it".formatted(name, GRACE.toSeconds()));
        step.act(new Action.Kill(name, run.id()));
      }
      case CLEANING -> step.act(new Action.CleanUp(name, run.id()));
      default -> {}
    }
  }
}
