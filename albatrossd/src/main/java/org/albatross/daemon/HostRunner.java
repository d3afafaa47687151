package org.albatross.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.albatross.core.host.CrashPoint;
import org.albatross.core.host.ExitWatch;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Reaper;
import org.albatross.core.host.Signals;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Policy;
import org.albatross.core.net.EventLoop;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs unikernels on this host. */
final class HostRunner implements Runner {
  private static final Logger LOG = LoggerFactory.getLogger(HostRunner.class);

  /** How long a tender may take to end after it was asked to. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final Duration CONSOLE_PATIENCE = Duration.ofSeconds(10);

  private final Launcher launcher;
  private final Work work;
  private final EventLoop loop;
  private final Reaper reaper;
  private final ConsoleLink console;
  private final InstantSource clock;

  /**
   * From the start of a tender until it is cleaned up. Not by pid: the kernel may give that to the
   * next one before.
   */
  private final Map<Launched, Running> running = new ConcurrentHashMap<>();

  private record Running(ExitWatch watch, Undo rest) {}

  HostRunner(
      Launcher launcher,
      Work work,
      EventLoop loop,
      Reaper reaper,
      ConsoleLink console,
      InstantSource clock) {
    this.launcher = launcher;
    this.work = work;
    this.loop = loop;
    this.reaper = reaper;
    this.console = console;
    this.clock = clock;
  }

  @Override
  public CompletableFuture<Policy> rootPolicy() {
    return work.run(launcher::rootPolicy);
  }

  @Override
  public CompletableFuture<Prepared> prepare(StoredUnikernel config, Start start) {
    if (start == Start.ASKED_FOR && !console.isConnected()) {
      // Before the one that is to be replaced is ended.
      return CompletableFuture.failedFuture(
          new AlbatrossException("albatross-console is not connected; is it running?"));
    }
    return work.run(() -> launcher.prepare(config));
  }

  @Override
  public CompletableFuture<Launched> launch(
      Name name, StoredUnikernel config, Prepared prepared, long rings, Start start) {
    return work.run(
        () -> {
          Launcher.Console to =
              start == Start.ASKED_FOR
                  ? each -> addToConsole(each, rings)
                  : each -> tellConsole(each, rings);
          Launcher.Started started = launcher.launch(name, config, prepared, to);
          Launched launched =
              new Launched(
                  started.pid(),
                  clock.instant(),
                  started.digest(),
                  started.taps(),
                  started.machine(),
                  new CompletableFuture<>());
          watch(name, launched, started.rest());
          return launched;
        });
  }

  private void watch(Name name, Launched launched, Undo rest) throws HostException {
    long pid = launched.pid();
    boolean watched = false;
    try {
      ExitWatch watch =
          reaper.watch(pid, status -> loop.execute(() -> launched.exit().complete(status)));
      running.put(launched, new Running(watch, rest));
      watched = true;
    } finally {
      if (!watched) {
        // Nobody would learn of its end: it must not go on.
        boolean killed = Signals.kill(pid);
        rest.run();
        LOG.error("process {} of {} {}", pid, name, killed ? "was killed" : "is gone");
      }
    }
  }

  private Launcher.Console.Answer addToConsole(Name name, long rings) {
    CompletableFuture<Void> added = new CompletableFuture<>();
    loop.execute(
        () -> {
          var unused =
              console
                  .add(name, rings)
                  .whenComplete(
                      (done, failure) -> {
                        if (failure == null) {
                          added.complete(null);
                        } else {
                          added.completeExceptionally(Work.cause(failure));
                        }
                      });
        });
    return () -> await(added);
  }

  /** As soon as it is there: when it comes back it is told of all that runs. */
  private Launcher.Console.Answer tellConsole(Name name, long rings) {
    Launcher.Console.Answer answer = addToConsole(name, rings);
    return () -> {
      try {
        answer.await();
      } catch (AlbatrossException e) {
        LOG.warn("{} starts without a console: {}", name, e.getMessage());
      }
    };
  }

  private static void await(CompletableFuture<Void> added) throws AlbatrossException {
    try {
      added.get(CONSOLE_PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AlbatrossException("albatross-console does not answer", e);
    } catch (ExecutionException e) {
      throw new AlbatrossException(e.getCause().getMessage(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AlbatrossException("interrupted while waiting for albatross-console", e);
    }
  }

  @Override
  public void terminate(Name name, Launched launched) {
    ExitWatch watch = running.get(launched).watch();
    signal(name, watch::terminate);
    EventLoop.Timer timer =
        loop.schedule(
            GRACE,
            () -> {
              LOG.warn("{} did not end within {} s, killing it", name, GRACE.toSeconds());
              signal(name, watch::kill);
            });
    var unused = launched.exit().thenRun(timer::cancel);
  }

  private interface Kill {
    boolean run() throws HostException;
  }

  private static void signal(Name name, Kill kill) {
    try {
      if (!kill.run()) {
        LOG.debug("{} has ended already", name);
      }
    } catch (HostException e) {
      LOG.error("cannot signal {}: {}", name, e.getMessage());
    }
  }

  @Override
  public CompletableFuture<Void> cleanUp(Name name, Launched launched) {
    Undo rest = running.remove(launched).rest();
    CrashPoint.reach("tender-ended");
    return work.run(
        () -> {
          rest.run();
          CrashPoint.reach("cleaned-up");
          return null;
        });
  }

  @Override
  public Cancellable later(Duration delay, Runnable action) {
    EventLoop.Timer timer = loop.schedule(delay, action);
    return timer::cancel;
  }
}
