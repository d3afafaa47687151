package org.albatross.endpoint;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Feature;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.tls.Grant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sets the policies of one chain: all of them, or it leaves them as they were. */
final class ChainPolicies {
  private static final Logger LOG = LoggerFactory.getLogger(ChainPolicies.class);

  private final Daemons daemons;
  private final List<Grant> grants;
  private final boolean withTime;
  private final List<PolicyStep> tried = new ArrayList<>();
  private final Map<Path, String> leftOut = new LinkedHashMap<>();

  /**
   * Policies that are to be set.
   *
   * @param grants at least one, the uppermost first
   * @param known what albatrossd knows of our own messages
   */
  ChainPolicies(Daemons daemons, List<Grant> grants, Set<Feature> known) {
    this.daemons = daemons;
    this.grants = grants;
    this.withTime = known.contains(Feature.POLICY_ISSUED);
  }

  /**
   * Sets them.
   *
   * @return a connection to albatrossd that takes a command; fails with why one was refused
   */
  CompletableFuture<Reached> set() {
    if (grants.size() == 1) {
      return setAgain();
    }
    return inForce()
        .thenCompose(
            before ->
                make(PolicyOrder.steps(before, grants))
                    .handle(
                        (vmmd, refused) ->
                            refused == null
                                ? CompletableFuture.completedFuture(vmmd)
                                : setBack(before)
                                    .<DaemonConnection>thenCompose(
                                        back -> CompletableFuture.failedFuture(refused)))
                    .thenCompose(result -> result))
        .thenApply(this::reached);
  }

  /** The same where they are known to be in force: one after the other, without a way back. */
  CompletableFuture<Reached> setAgain() {
    return make(PolicyOrder.steps(Map.of(), grants)).thenApply(this::reached);
  }

  private Reached reached(DaemonConnection vmmd) {
    return new Reached(vmmd, notes());
  }

  /** Which policies do not hold, and why. */
  private Optional<String> notes() {
    return leftOut.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", leftOut.values()));
  }

  private CompletableFuture<Map<Path, Policy>> inForce() {
    Path top = grants.get(0).path();
    return daemons
        .askOnce(Name.of(top), new PolicyCommand.Info())
        .thenApply(
            answer -> {
              Map<Path, Policy> current = new HashMap<>();
              if (answer instanceof Success.Policies policies) {
                for (Named<Policy> each : policies.policies()) {
                  Path full = top;
                  for (Label label : each.name().path().labels()) {
                    full = full.child(label);
                  }
                  current.put(full, each.value());
                }
              }
              return current;
            });
  }

  private CompletableFuture<DaemonConnection> make(List<PolicyStep> steps) {
    return daemons
        .openAlbatrossd()
        .thenCompose(
            vmmd -> {
              CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
              for (PolicyStep step : steps) {
                done = done.thenCompose(before -> make(step, vmmd));
              }
              return done.handle(
                      (all, failure) -> {
                        if (failure == null) {
                          return CompletableFuture.completedFuture(vmmd);
                        }
                        vmmd.close();
                        return CompletableFuture.<DaemonConnection>failedFuture(failure);
                      })
                  .thenCompose(result -> result);
            });
  }

  private CompletableFuture<Void> make(PolicyStep step, DaemonConnection vmmd) {
    tried.add(step);
    return vmmd.ask(daemons.message(Name.of(step.path()), step.command(withTime)))
        .thenCompose(
            answer -> {
              note(step, answer.payload());
              return refusal(answer.payload())
                  .map(why -> CompletableFuture.<Void>failedFuture(refused(step, why)))
                  .orElseGet(() -> CompletableFuture.completedFuture(null));
            });
  }

  private AlbatrossException refused(PolicyStep step, String why) {
    String what = "the policy of %s in the certificates is refused: %s";
    String others = notes().map(left -> "; " + left).orElse("");
    return new AlbatrossException(what.formatted(step.path(), why) + others);
  }

  private void note(PolicyStep step, Payload answer) {
    if (answer instanceof Success.Text text
        && text.text().startsWith(PolicyCommand.AddIssued.LEFT_OUT)) {
      leftOut.put(
          step.path(),
          "the policy of %s in the certificates was left out: %s"
              .formatted(step.path(), text.text()));
    }
  }

  private static Optional<String> refusal(Payload answer) {
    if (answer instanceof Success) {
      return Optional.empty();
    }
    return Optional.of(
        answer instanceof Payload.Failure failure
            ? failure.message()
            : "albatrossd answered something else than was asked for");
  }

  /** Never fails: whoever asked is to hear why it came to that. */
  private CompletableFuture<Void> setBack(Map<Path, Policy> before) {
    return inForce()
        .thenCompose(
            now -> {
              CompletableFuture<Void> done = CompletableFuture.completedFuture(null);
              for (PolicyStep step : PolicyOrder.undo(before, tried, now)) {
                done = done.thenCompose(previous -> back(step));
              }
              return done;
            })
        .exceptionally(
            failure -> {
              LOG.warn("cannot set policies below {} back: {}", grants.get(0).path(), failure);
              return null;
            });
  }

  /** On a connection of its own: albatrossd closes one over which a policy was removed. */
  private CompletableFuture<Void> back(PolicyStep step) {
    return daemons
        .askOnce(Name.of(step.path()), step.command(withTime))
        .thenAccept(
            answer ->
                refusal(answer)
                    .ifPresent(
                        why -> LOG.warn("cannot set the policy of {} back: {}", step.path(), why)));
  }
}
