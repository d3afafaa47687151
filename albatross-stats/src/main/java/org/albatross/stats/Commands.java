package org.albatross.stats;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.albatross.core.host.HostException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code stats add} and {@code remove}, of albatrossd and of clients. Used on the loop's thread.
 *
 * <p>albatrossd is told of no failure, whatever becomes of its command: the original's gives the
 * link up at the first one, for all unikernels and for ever.
 */
final class Commands {
  private static final Logger LOG = LoggerFactory.getLogger(Commands.class);

  private final Registry registry;
  private final Sampler sampler;
  private final Executor sampling;
  private final Executor loop;

  /**
   * Changes the registry.
   *
   * @param sampling runs what the sampler does
   */
  Commands(Registry registry, Sampler sampler, Executor sampling, Executor loop) {
    this.registry = registry;
    this.sampler = sampler;
    this.sampling = sampling;
    this.loop = loop;
  }

  /**
   * Watches a process, if there is one.
   *
   * @param linked whether albatrossd asks
   * @param answer gets the answer on the loop's thread, at once or later
   */
  void add(Message request, StatsCommand.Add add, boolean linked, Consumer<Payload> answer) {
    try {
      Registry.check(request.name(), add);
    } catch (AlbatrossException e) {
      answer.accept(notWatched(request, linked, e.getMessage()));
      return;
    }
    sampling.execute(
        () -> {
          Optional<Sampler.Candidate> process = find(add.pid());
          loop.execute(() -> answer.accept(enter(request, add, linked, process)));
        });
  }

  private Optional<Sampler.Candidate> find(long pid) {
    try {
      return sampler.find(pid);
    } catch (HostException e) {
      LOG.warn("process {} cannot be looked at: {}", pid, e.getMessage());
    } catch (RuntimeException e) {
      // Who asked, as albatrossd does, has to get an answer.
      LOG.error("internal error, going on", e);
    }
    return Optional.empty();
  }

  private Payload enter(
      Message request, StatsCommand.Add add, boolean linked, Optional<Sampler.Candidate> process) {
    if (process.isEmpty()) {
      return notWatched(
          request,
          linked,
          "there is no process %s, or it cannot be looked at".formatted(add.pid()));
    }
    try {
      registry.add(
          request.name(),
          new Watched(add.pid(), process.get().start(), add.vmmDevice(), add.taps(), linked));
    } catch (AlbatrossException e) {
      return notWatched(request, linked, e.getMessage());
    }
    LOG.info("watching {}, process {}", request.name(), add.pid());
    return new Success.Text(added(add.pid(), process.get().program()));
  }

  /** Nothing comes of it: a process that has ended already is no news, but for who names it. */
  private Payload notWatched(Message request, boolean linked, String why) {
    if (!linked) {
      return new Payload.Failure(why);
    }
    boolean before = registry.remove(request.name());
    LOG.debug("not watching {}: {}{}", request.name(), why, before ? "; nor what it was" : "");
    return new Success.Text("nothing to watch: " + why);
  }

  /** A person may have mistaken another process for the tender. */
  private static String added(long pid, String program) {
    return program.startsWith("solo5-") || program.startsWith("bhyve")
        ? "added"
        : "added, though process %s is %s and no tender of a unikernel"
            .formatted(pid, Text.quote(program));
  }

  /** Watches a name no longer; albatrossd is not bothered with what is gone already. */
  Payload remove(Message request, boolean linked) {
    boolean removed = registry.remove(request.name());
    if (removed) {
      LOG.info("watching {} no longer", request.name());
    }
    return removed || linked
        ? new Success.Text("removed")
        : new Payload.Failure("there are no statistics of " + request.name());
  }
}
