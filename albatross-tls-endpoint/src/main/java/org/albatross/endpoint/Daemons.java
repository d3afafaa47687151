package org.albatross.endpoint;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.albatross.core.model.Feature;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Success;
import org.albatross.core.model.UnikernelCommand;
import org.albatross.core.net.MemoryBudget;
import org.albatross.core.net.Service;
import org.albatross.core.tls.Grant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the endpoint asks the daemons by itself: what they know, and the policies of a chain. */
final class Daemons {
  private static final Logger LOG = LoggerFactory.getLogger(Daemons.class);

  /** albatrossd may be replaced by another one, but not that fast. */
  private static final Duration FEATURES_HOLD = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final java.nio.file.Path tmpdir;
  private final MemoryBudget answers = new MemoryBudget(Limits.answerBytes());
  private long sequence;
  private Optional<Set<Feature>> features = Optional.empty();
  private long featuresUntil;

  Daemons(EventLoop loop, java.nio.file.Path tmpdir) {
    this.loop = loop;
    this.tmpdir = tmpdir;
  }

  /**
   * Opens a connection that takes a command, and sets the policies of a chain before.
   *
   * @return fails with why a policy was refused, or that nobody is there
   */
  CompletableFuture<DaemonConnection> connect(
      Service service, List<Grant> grants, Set<Feature> known) {
    return grants.isEmpty() ? open(service) : new ChainPolicies(this, grants, known).set();
  }

  private CompletableFuture<DaemonConnection> open(Service service) {
    return DaemonConnection.open(loop, service, tmpdir, answers.share());
  }

  CompletableFuture<DaemonConnection> openAlbatrossd() {
    return open(Service.VMMD);
  }

  Message message(Name name, Payload payload) {
    return new Message(++sequence, name, payload);
  }

  /** Asks albatrossd one thing on a connection of its own. */
  CompletableFuture<Payload> askOnce(Name name, Payload.Command command) {
    return openAlbatrossd()
        .thenCompose(
            vmmd ->
                vmmd.ask(message(name, command)).whenComplete((answer, failure) -> vmmd.close()))
        .thenApply(Message::payload);
  }

  /** Which messages of our own this albatrossd knows: none, if it is the original. */
  CompletableFuture<Set<Feature>> features() {
    if (features.isPresent() && System.nanoTime() - featuresUntil < 0) {
      return CompletableFuture.completedFuture(features.get());
    }
    return open(Service.VMMD)
        .thenCompose(
            vmmd ->
                vmmd.ask(message(Name.ROOT, new UnikernelCommand.Features()))
                    .handle(
                        (answer, failure) -> {
                          vmmd.close();
                          return isSilence(failure) || failure != null && hasKnownMore()
                              ? CompletableFuture.<Set<Feature>>failedFuture(failure)
                              : CompletableFuture.completedFuture(
                                  known(Optional.ofNullable(answer)));
                        })
                    .thenCompose(known -> known));
  }

  /**
   * One that answered before and now hangs up is about to end, and not the original: what it is
   * told must not lose the time from which a policy holds.
   */
  private boolean hasKnownMore() {
    return features.filter(known -> !known.isEmpty()).isPresent();
  }

  /** The original leaves without an answer; one that is only slow may know everything. */
  private static boolean isSilence(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof DaemonConnection.SilentException;
  }

  private Set<Feature> known(Optional<Message> answer) {
    Set<Feature> known =
        answer.isPresent() && answer.get().payload() instanceof Success.Text text
            ? Feature.parse(text.text())
            : EnumSet.noneOf(Feature.class);
    LOG.debug("albatrossd knows {}", known);
    features = Optional.of(known);
    featuresUntil = System.nanoTime() + FEATURES_HOLD.toNanos();
    return known;
  }
}
