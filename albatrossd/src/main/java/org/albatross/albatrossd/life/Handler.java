package org.albatross.albatrossd.life;

import java.util.List;
import org.albatross.albatrossd.life.Event.Job;
import org.albatross.core.model.Name;

/**
 * All rules of what may happen when. Whatever is done with one name happens one after another,
 * whoever asked for it; names do not wait for each other. A change that fails leaves everything as
 * it was before, on the host and in the state.
 */
public final class Handler {
  private Handler() {}

  /**
   * What follows of an event.
   *
   * @param actions to be carried out in this order, after the state was taken
   */
  public record Outcome(State state, List<Action> actions) {
    public Outcome {
      actions = List.copyOf(actions);
    }
  }

  /**
   * What follows of an event. One that comes too late, of a run or a save that nothing waits for
   * any more, changes nothing.
   */
  public static Outcome handle(State state, Event event, Moment now) {
    Step step = new Step(state, now);
    if (event instanceof Event.Asked asked) {
      Turns.ask(step, asked);
    } else if (event instanceof Event.Saved saved) {
      Turns.saved(step, saved);
    } else if (event instanceof Event.TimeCame) {
      Deadlines.reached(step);
    } else if (event instanceof Event.ConsoleBack) {
      Runs.introduceAll(step);
    } else if (event instanceof Event.Restore restore) {
      Boot.restore(step, restore);
    } else if (event instanceof Event.Stop) {
      Boot.stop(step);
    } else {
      host(step, event);
    }
    return step.outcome();
  }

  /** Something came back from the host. */
  private static void host(Step step, Event event) {
    if (event instanceof Event.HostKnown known) {
      Creation.hostKnown(step, known.name(), known.run(), known.root());
    } else if (event instanceof Event.Ready ready) {
      ready(step, ready.name(), ready.run(), ready.prepared());
    } else if (event instanceof Event.Furnished furnished) {
      Runs.furnished(step, furnished.name(), furnished.run());
    } else if (event instanceof Event.Introduced introduced) {
      Runs.introduced(step, introduced.name(), introduced.run());
    } else if (event instanceof Event.Spawned spawned) {
      Runs.spawned(step, spawned.name(), spawned.run(), spawned.tender());
    } else if (event instanceof Event.Exited exited) {
      Runs.exited(step, exited.name(), exited.run(), exited.status());
    } else if (event instanceof Event.CleanedUp cleaned) {
      Runs.cleanedUp(step, cleaned.name(), cleaned.run());
    } else {
      failed(step, (Event.Failed) event);
    }
  }

  private static void ready(Step step, Name name, long run, Prepared prepared) {
    Change change = step.place(name).change().orElse(new Change.Settle());
    if (change instanceof Change.Create create && create.run() == run) {
      Creation.ready(step, name, create, prepared);
    } else if (change instanceof Change.Start start && start.run() == run) {
      Starting.ready(step, name, start, prepared);
    }
  }

  private static void failed(Step step, Event.Failed failed) {
    Name name = failed.name();
    if (failed.job() == Job.LOOK || failed.job() == Job.PREPARE) {
      Change change = step.place(name).change().orElse(new Change.Settle());
      if (change instanceof Change.Create create && create.run() == failed.run()) {
        Creation.refused(step, name, create, failed.why());
      } else if (change instanceof Change.Start start && start.run() == failed.run()) {
        Starting.failed(step, name, start, failed.why());
      }
    } else {
      Runs.failed(step, failed);
    }
  }
}
