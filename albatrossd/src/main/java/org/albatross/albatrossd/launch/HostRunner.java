package org.albatross.albatrossd.launch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.life.Prepared;
import org.albatross.albatrossd.life.Tender;
import org.albatross.albatrossd.link.ConsoleLink;
import org.albatross.albatrossd.unikernel.Runner;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Signals;
import org.albatross.core.host.file.CrashPoint;
import org.albatross.core.host.process.ExitWatch;
import org.albatross.core.host.process.Reaper;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.net.EventLoop;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs unikernels on this host. */
public final class HostRunner implements Runner {
  private static final Logger LOG = LoggerFactory.getLogger(HostRunner.class);

  private final Launcher launcher;
  private final Work work;
  private final EventLoop loop;
  private final Reaper reaper;
  private final ConsoleLink console;
  private final InstantSource clock;

  /**
   * From the making of its devices until they are removed, by the number of the run. Used on the
   * loop's thread only.
   */
  private final Map<Long, Launcher.Furnished> furnished = new HashMap<>();

  private final Map<Long, ExitWatch> watches = new HashMap<>();

  public HostRunner(
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
  public CompletableFuture<Prepared> prepare(StoredUnikernel config, boolean awaited) {
    if (awaited && !console.isConnected()) {
      // Before the one that is to be replaced is ended.
      return CompletableFuture.failedFuture(
          new AlbatrossException("albatross-console is not connected; is it running?"));
    }
    return work.run(() -> launcher.prepare(config));
  }

  @Override
  public CompletableFuture<Void> furnish(
      Name name, long run, StoredUnikernel config, Prepared prepared) {
    return work.run(() -> launcher.furnish(name, config, prepared))
        .thenAccept(made -> furnished.put(run, made));
  }

  @Override
  public CompletableFuture<Void> introduce(Name name, long rings) {
    return console.add(name, rings);
  }

  /**
   * What a job of a worker gives the loop.
   *
   * @param watch by which its end is learnt of
   */
  private record Watched(Launcher.Started started, Instant since, ExitWatch watch) {}

  @Override
  public CompletableFuture<Spawned> spawn(Name name, long run) {
    Launcher.Furnished made = furnished.get(run);
    CompletableFuture<ExitStatus> exit = new CompletableFuture<>();
    return work.run(
            () -> {
              Launcher.Started started = launcher.start(made);
              return new Watched(started, clock.instant(), watch(name, started.pid(), exit));
            })
        .thenApply(
            watched -> {
              watches.put(run, watched.watch());
              Launcher.Started started = watched.started();
              Tender tender =
                  new Tender(
                      started.pid(),
                      watched.since(),
                      started.digest(),
                      made.taps(),
                      started.machine());
              return new Spawned(tender, exit);
            });
  }

  private ExitWatch watch(Name name, long pid, CompletableFuture<ExitStatus> exit)
      throws HostException {
    boolean watched = false;
    try {
      ExitWatch watch = reaper.watch(pid, status -> loop.execute(() -> exit.complete(status)));
      watched = true;
      return watch;
    } finally {
      if (!watched) {
        // Nobody would learn of its end: it must not go on.
        boolean killed = Signals.kill(pid);
        LOG.error("process {} of {} {}", pid, name, killed ? "was killed" : "is gone");
      }
    }
  }

  @Override
  public void terminate(Name name, long run) {
    signal(name, watches.get(run)::terminate);
  }

  @Override
  public void kill(Name name, long run) {
    signal(name, watches.get(run)::kill);
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
  public CompletableFuture<Void> cleanUp(Name name, long run) {
    Undo rest = furnished.get(run).rest();
    CrashPoint.reach("tender-ended");
    return work.run(
            () -> {
              rest.run();
              CrashPoint.reach("cleaned-up");
              return null;
            })
        .thenAccept(
            done -> {
              furnished.remove(run);
              watches.remove(run);
            });
  }

  @Override
  public Cancellable later(Duration delay, Runnable action) {
    EventLoop.Timer timer = loop.schedule(delay, action);
    return timer::cancel;
  }
}
