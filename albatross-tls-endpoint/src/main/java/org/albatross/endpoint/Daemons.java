package org.albatross.endpoint;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Feature;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
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

  /** Every albatrossd has an answer to what the policies below are, if there are any or not. */
  private static final Name ANYTHING =
      Name.of(Path.ROOT.child(new Label("albatross-tls-endpoint")));

  private final EventLoop loop;
  private final java.nio.file.Path tmpdir;
  private final MemoryBudget answers = new MemoryBudget(Limits.answerBytes());
  private final RecentChains recent = new RecentChains();
  private long sequence;
  private Set<Feature> features = EnumSet.noneOf(Feature.class);
  private long featuresUntil = System.nanoTime();

  /** The question that is under way, whose answer is everybody's. */
  private Optional<CompletableFuture<Set<Feature>>> asked = Optional.empty();

  Daemons(EventLoop loop, java.nio.file.Path tmpdir) {
    this.loop = loop;
    this.tmpdir = tmpdir;
  }

  /**
   * Opens a connection that takes a command, and sets the policies of a chain before.
   *
   * @return fails with why a policy was refused, or that nobody is there
   */
  CompletableFuture<Reached> connect(Service service, List<Grant> grants, Set<Feature> known) {
    if (grants.isEmpty()) {
      return open(service).thenApply(daemon -> new Reached(daemon, Optional.empty()));
    }
    return recent.contains(grants, System.nanoTime())
        ? new ChainPolicies(this, grants, known)
            .setAgain()
            .exceptionallyCompose(changed -> setCarefully(grants, known))
        : setCarefully(grants, known);
  }

  private CompletableFuture<Reached> setCarefully(List<Grant> grants, Set<Feature> known) {
    recent.remove(grants);
    return new ChainPolicies(this, grants, known)
        .set()
        .thenApply(
            reached -> {
              recent.add(grants, System.nanoTime());
              return reached;
            });
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

  /**
   * Which messages of our own this albatrossd knows: none, if it is the original. Fails if that
   * cannot be told.
   */
  CompletableFuture<Set<Feature>> features() {
    if (System.nanoTime() - featuresUntil < 0) {
      return CompletableFuture.completedFuture(features);
    }
    if (asked.isEmpty()) {
      CompletableFuture<Set<Feature>> now =
          askFeatures()
              .thenCompose(
                  first ->
                      first.isPresent()
                          ? CompletableFuture.completedFuture(first)
                          : askAnything().thenCompose(alive -> askFeatures()))
              .thenApply(this::learn);
      asked = Optional.of(now);
      var unused = now.whenComplete((learned, failure) -> asked = Optional.empty());
      return now;
    }
    return asked.get();
  }

  /** Absent if it hangs up: the original does, but so does one that is about to end. */
  private CompletableFuture<Optional<Payload>> askFeatures() {
    return openAlbatrossd()
        .thenCompose(
            vmmd ->
                vmmd.ask(message(Name.ROOT, new UnikernelCommand.Features()))
                    .handle(
                        (answer, failure) -> {
                          vmmd.close();
                          // One that is only slow may know everything.
                          return failure != null && !isHangUp(failure)
                              ? CompletableFuture.<Optional<Payload>>failedFuture(failure)
                              : CompletableFuture.completedFuture(
                                  Optional.ofNullable(answer).map(Message::payload));
                        })
                    .thenCompose(answer -> answer));
  }

  /** One that hangs up on what every albatrossd can answer ends: it is not taken for another. */
  private CompletableFuture<Payload> askAnything() {
    return askOnce(ANYTHING, new PolicyCommand.Info())
        .exceptionallyCompose(
            failure ->
                CompletableFuture.failedFuture(
                    isHangUp(failure)
                        ? new AlbatrossException(
                            "albatrossd is about to end, or to start again; try again later")
                        : failure));
  }

  private static boolean isHangUp(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    return cause instanceof DaemonConnection.HangUpException;
  }

  private Set<Feature> learn(Optional<Payload> answer) {
    features =
        answer.isPresent() && answer.get() instanceof Success.Text text
            ? Feature.parse(text.text())
            : EnumSet.noneOf(Feature.class);
    LOG.debug("albatrossd knows {}", features);
    featuresUntil = System.nanoTime() + FEATURES_HOLD.toNanos();
    return features;
  }
}
