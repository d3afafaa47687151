package org.albatross.albatrossd.unikernel;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.albatross.albatrossd.life.Action;
import org.albatross.albatrossd.life.Event;
import org.albatross.albatrossd.life.Event.Job;
import org.albatross.albatrossd.life.Handler;
import org.albatross.albatrossd.life.Moment;
import org.albatross.albatrossd.life.Request;
import org.albatross.albatrossd.life.State;
import org.albatross.albatrossd.life.Unikernel;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.daemon.LastWords;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All unikernels, and what may be done with them. {@link Handler} says what follows of what; here
 * it is carried out, and what comes of it is handled in turn. Nothing else has futures, timers and
 * the clock in hand. Used on the loop's thread only.
 */
public final class Unikernels {
  private static final Logger LOG = LoggerFactory.getLogger(Unikernels.class);

  private final Runner runner;
  private final Peers peers;
  private final Holdings holdings;
  private final Keeper keeper;
  private final Supplier<Moment> clock;
  private final EndsLog ends = new EndsLog();
  private final Alarm alarm;
  private final ArrayDeque<Event> events = new ArrayDeque<>();
  private final Map<Long, CompletableFuture<Void>> asked = new HashMap<>();
  private final Map<Long, Runnable> images = new HashMap<>();
  private final CompletableFuture<Void> started = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private boolean handling;
  private long tickets;

  /** Nobody lives yet. */
  public Unikernels(
      Runner runner, Peers peers, Holdings holdings, Keeper keeper, Supplier<Moment> clock) {
    this.runner = runner;
    this.peers = peers;
    this.holdings = holdings;
    this.keeper = keeper;
    this.clock = clock;
    this.alarm = new Alarm(runner, () -> handle(new Event.TimeCame()));
  }

  private State state() {
    return holdings.state();
  }

  /** All that run or are to run: what the state keeps. */
  public NameTrie<StoredUnikernel> configs() {
    return state().configs();
  }

  /** Those below a path, or the one of a full name. */
  List<Unikernel> list(Name name) {
    return state().list(name);
  }

  /** Those of {@link #list} that run. */
  public List<Unikernel> running(Name name) {
    return state().running(name);
  }

  public Optional<Unikernel> find(Name name) {
    return state().find(name);
  }

  /** One that is gone, since a moment. */
  public Optional<Unikernel> findLate(Name name) {
    return state().findGone(name, clock.get());
  }

  /** Starts what the state had, in order of startup, one after the other. */
  public CompletableFuture<Void> restore(NameTrie<StoredUnikernel> configs) {
    return runner
        .rootPolicy()
        .handle(Unikernels::known)
        .thenCompose(
            root -> {
              handle(new Event.Restore(configs, root));
              return started;
            });
  }

  /** Without what the host has all is remembered unchecked: the next save must not lose it. */
  private static Optional<Policy> known(Policy root, Throwable failure) {
    if (failure != null) {
      LOG.error("cannot tell what this host has: {}", Work.cause(failure).getMessage());
    }
    return Optional.ofNullable(root);
  }

  /** Whether a create has a chance, before its image is there. */
  public CompletableFuture<Void> checkCreate(Name name, Arguments arguments, boolean force) {
    return runner
        .rootPolicy()
        .thenAccept(
            root -> {
              try {
                var unused = state().checkCreate(name, arguments, force, root);
              } catch (AlbatrossException e) {
                throw new CompletionException(e);
              }
            });
  }

  public CompletableFuture<Void> create(Name name, StoredUnikernel config, boolean force) {
    return ask(name, new Request.Create(config, force));
  }

  /** Ends it and starts it again, with other arguments if there are any. */
  public CompletableFuture<Void> restart(Name name, Optional<Arguments> arguments) {
    return ask(name, new Request.Restart(arguments));
  }

  /** The state loses it first: if that cannot be written, it goes on as if nothing was asked. */
  public CompletableFuture<Void> destroy(Name name) {
    return ask(name, new Request.Destroy());
  }

  /** Ends all; what the state keeps stays as it is. */
  public CompletableFuture<Void> stop() {
    handle(new Event.Stop());
    return ended;
  }

  /** albatross-console was away: it has to read the fifos of all that run. */
  public void consoleIsBack() {
    handle(new Event.ConsoleBack());
  }

  private CompletableFuture<Void> ask(Name name, Request request) {
    CompletableFuture<Void> answer = new CompletableFuture<>();
    long ticket = ++tickets;
    asked.put(ticket, answer);
    handle(new Event.Asked(ticket, name, request));
    return answer;
  }

  /** What comes while something is handled is handled after it. */
  private void handle(Event event) {
    events.add(event);
    if (handling) {
      return;
    }
    handling = true;
    try {
      while (!events.isEmpty()) {
        handleOne(events.remove());
      }
    } finally {
      handling = false;
    }
    alarm.set(state().nextDue(), clock.get().elapsed());
  }

  private void handleOne(Event event) {
    Handler.Outcome outcome;
    try {
      outcome = Handler.handle(state(), event, clock.get());
    } catch (RuntimeException e) {
      LOG.error("internal error, going on without {}", event, e);
      if (event instanceof Event.Asked refused) {
        answer(refused.ticket(), Optional.of(e));
      }
      return;
    }
    holdings.become(outcome.state());
    outcome.actions().forEach(this::carryOut);
  }

  private void carryOut(Action action) {
    if (action instanceof Action.Look look) {
      work(look.name(), look.run(), Job.LOOK, runner.rootPolicy(), Event.HostKnown::new);
    } else if (action instanceof Action.Prepare prepare) {
      var prepared = runner.prepare(prepare.config(), prepare.awaited());
      work(prepare.name(), prepare.run(), Job.PREPARE, prepared, Event.Ready::new);
    } else if (action instanceof Action.Furnish furnish) {
      Name name = furnish.name();
      long run = furnish.run();
      var made = runner.furnish(name, run, furnish.config(), furnish.prepared());
      work(name, run, Job.FURNISH, made, (to, of, done) -> new Event.Furnished(to, of));
    } else if (action instanceof Action.Introduce introduce) {
      var read = runner.introduce(introduce.name(), introduce.rings());
      work(
          introduce.name(),
          introduce.run(),
          Job.INTRODUCE,
          read,
          (name, run, done) -> new Event.Introduced(name, run));
    } else if (action instanceof Action.Spawn spawn) {
      spawn(spawn.name(), spawn.run());
    } else if (action instanceof Action.CleanUp clean) {
      var cleaned = runner.cleanUp(clean.name(), clean.run());
      work(
          clean.name(),
          clean.run(),
          Job.CLEAN_UP,
          cleaned,
          (name, run, done) -> new Event.CleanedUp(name, run));
    } else {
      carryOutAtOnce(action);
    }
  }

  /** What nothing comes back of, or what the disk does. */
  private void carryOutAtOnce(Action action) {
    if (action instanceof Action.Save save) {
      feed(
          save.loss() ? keeper.saveLoss() : keeper.save(),
          done -> new Event.Saved(save.save(), Optional.empty()),
          why -> new Event.Saved(save.save(), Optional.of(why)));
    } else if (action instanceof Action.Terminate terminate) {
      runner.terminate(terminate.name(), terminate.run());
    } else if (action instanceof Action.Kill kill) {
      runner.kill(kill.name(), kill.run());
    } else if (action instanceof Action.Hold hold) {
      images.put(hold.run(), keeper.hold(hold.config()));
    } else if (action instanceof Action.Release release) {
      Optional.ofNullable(images.remove(release.run())).ifPresent(Runnable::run);
    } else if (action instanceof Action.Answer answer) {
      answer(answer.ticket(), answer.failure());
    } else if (action instanceof Action.AllStarted) {
      started.complete(null);
    } else if (action instanceof Action.AllEnded) {
      ended.complete(null);
    } else {
      tell(action);
    }
  }

  private void tell(Action action) {
    if (action instanceof Action.TellStarted tell) {
      peers.started(tell.name(), tell.tender());
    } else if (action instanceof Action.TellEnded tell) {
      peers.ended(tell.name());
    } else if (action instanceof Action.LogEnd end) {
      ends.ended(end.name(), end.status(), end.restarts(), end.delay(), clock.get().wall());
    } else {
      log((Action.Log) action);
    }
  }

  private void spawn(Name name, long run) {
    var spawned = runner.spawn(name, run);
    work(name, run, Job.SPAWN, spawned, (to, of, done) -> new Event.Spawned(to, of, done.tender()));
    Work.unheard(
        spawned
            .thenCompose(Runner.Spawned::exit)
            .handle(
                (status, failure) -> {
                  if (failure == null) {
                    handle(new Event.Exited(name, run, status));
                  }
                  return null;
                }));
  }

  /** Makes an event of what a job of a run gives. */
  private interface Came<T> {
    Event of(Name name, long run, T result);
  }

  private <T> void work(Name name, long run, Job job, CompletableFuture<T> result, Came<T> came) {
    feed(result, value -> came.of(name, run, value), why -> new Event.Failed(name, run, job, why));
  }

  private <T> void feed(
      CompletableFuture<T> result, Function<T, Event> done, Function<Throwable, Event> failed) {
    BiFunction<T, Throwable, Void> come =
        (value, failure) -> {
          Throwable cause = Work.cause(failure);
          if (cause instanceof Error) {
            // It left half done what all the rest builds on.
            LastWords.of(cause);
          }
          handle(failure == null ? done.apply(value) : failed.apply(cause));
          return null;
        };
    Work.unheard(result.handle(come));
  }

  private void answer(long ticket, Optional<Throwable> failure) {
    CompletableFuture<Void> answer = asked.remove(ticket);
    failure.ifPresentOrElse(answer::completeExceptionally, () -> answer.complete(null));
  }

  private static void log(Action.Log line) {
    switch (line.severity()) {
      case ERROR -> LOG.error("{}", line.text());
      case WARNING -> LOG.warn("{}", line.text());
      case INFO -> LOG.info("{}", line.text());
    }
  }
}
