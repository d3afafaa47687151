package org.albatross.albatrossd.session;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.peer.Commands;
import org.albatross.albatrossd.unikernel.Holdings;
import org.albatross.albatrossd.unikernel.Keeper;
import org.albatross.albatrossd.unikernel.Runner;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.PolicyException;
import org.albatross.core.model.policy.ResourceRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands about policies (docs/protocol/daemons.md, Policies). */
public final class PolicyCommands implements Commands<PolicyCommand> {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyCommands.class);

  /**
   * By how much a policy has to be older to be left out. Certificates begin before they are made,
   * those of this client five minutes, and the clocks of those who make them differ.
   */
  private static final Duration CLEARLY_OLDER = Duration.ofMinutes(10);

  /** How many one tenant may have: each is kept, and written with every change. */
  static final int MOST = 1000;

  private static final Payload ALREADY = new Success.Text("the policy was there already");

  private final Holdings holdings;
  private final Runner runner;
  private final Keeper keeper;
  private final InstantSource clock;
  private NameTrie<Instant> issued;

  /**
   * Answers commands about the policies that are held.
   *
   * @param issued from when each of them holds, where that is known
   */
  public PolicyCommands(
      Holdings holdings,
      Runner runner,
      Keeper keeper,
      InstantSource clock,
      NameTrie<Instant> issued) {
    this.holdings = holdings;
    this.runner = runner;
    this.keeper = keeper;
    this.clock = clock;
    this.issued = issued;
  }

  /** From when each policy holds, where that is known. */
  public NameTrie<Instant> issued() {
    return issued;
  }

  @Override
  public CompletableFuture<Payload> handle(Message message, PolicyCommand command, Owner owner) {
    Path path = message.name().path();
    if (message.name().label().isPresent()) {
      LOG.warn("policy command on {}: only its path counts", message.name());
    }
    try {
      if (command instanceof PolicyCommand.Add || command instanceof PolicyCommand.AddIssued) {
        checkNumber(path, owner);
      }
      if (command instanceof PolicyCommand.Add add) {
        return add(path, add.policy());
      }
      if (command instanceof PolicyCommand.AddIssued add) {
        return addIssued(path, add);
      }
      return command instanceof PolicyCommand.Remove ? remove(path) : info(path);
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private void checkNumber(Path path, Owner owner) throws PolicyException {
    NameTrie<Policy> policies = holdings.resources().policies();
    if (!owner.isAdministrator()
        && policies.get(path).isEmpty()
        && policies.below(path.tenant()).size() >= MOST) {
      throw new PolicyException(
          "%s has %s policies, and may not have more; remove one that is not needed"
              .formatted(owner, MOST));
    }
  }

  private CompletableFuture<Payload> info(Path path) {
    List<Named<Policy>> below = new ArrayList<>();
    for (Named<Policy> each : holdings.resources().policies().below(path)) {
      below.add(new Named<>(each.name().relativeTo(path), each.value()));
    }
    if (!path.isRoot()) {
      return CompletableFuture.completedFuture(new Success.Policies(below));
    }
    return runner
        .rootPolicy()
        .thenApply(
            root -> {
              below.add(0, new Named<>(Name.ROOT, root));
              return new Success.Policies(below);
            });
  }

  /** A certificate that is still valid must not undo what was decided after it was issued. */
  private CompletableFuture<Payload> addIssued(Path path, PolicyCommand.AddIssued add)
      throws PolicyException {
    Optional<Instant> inForce = since(path);
    if (inForce.filter(since -> add.issued().isBefore(since.minus(CLEARLY_OLDER))).isPresent()) {
      LOG.info(
          "the policy of {} stays: it holds since {}, that of a certificate since {}",
          path,
          inForce.get(),
          add.issued());
      return CompletableFuture.completedFuture(
          new Success.Text(
              "%s: it holds since %s, that of the certificate since %s"
                  .formatted(PolicyCommand.AddIssued.LEFT_OUT, inForce.get(), add.issued())));
    }
    // Otherwise each of several could make way for one that is a little older.
    Instant since = inForce.filter(add.issued()::isBefore).orElse(add.issued());
    if (holds(path, add.policy()) && issued.get(path).equals(Optional.of(since))) {
      return CompletableFuture.completedFuture(ALREADY);
    }
    return add(path, add.policy(), since);
  }

  /**
   * From when the policy of a path holds, where that is known. What holds from a time that is still
   * to come was set while the clock was wrong: that must not keep every certificate out.
   */
  private Optional<Instant> since(Path path) {
    Instant now = clock.instant();
    return issued
        .get(path)
        .filter(since -> !since.isAfter(now.plus(CLEARLY_OLDER)))
        .map(since -> since.isAfter(now) ? now : since);
  }

  private CompletableFuture<Payload> add(Path path, Policy policy) throws PolicyException {
    return holds(path, policy)
        ? CompletableFuture.completedFuture(ALREADY)
        : add(path, policy, clock.instant().truncatedTo(ChronoUnit.SECONDS));
  }

  private boolean holds(Path path, Policy policy) {
    return holdings.resources().policies().get(path).equals(Optional.of(policy));
  }

  private CompletableFuture<Payload> add(Path path, Policy policy, Instant since)
      throws PolicyException {
    ResourceRules.checkPolicy(holdings.resources(), path, policy);
    return change(path, Optional.of(policy), Optional.of(since))
        .thenApply(saved -> new Success.Text("added policy"));
  }

  private CompletableFuture<Payload> remove(Path path) throws PolicyException {
    if (path.isRoot()) {
      throw new PolicyException(
          "the policy of the root is what this host has, and cannot be removed; name a path");
    }
    if (holdings.resources().policies().get(path).isEmpty()) {
      throw new PolicyException("there is no policy for " + path);
    }
    return change(path, Optional.empty(), Optional.empty())
        .thenApply(saved -> new Success.Text("removed policy"));
  }

  /** If it cannot be kept it is as before, unless somebody else has changed it since. */
  private CompletableFuture<Void> change(
      Path path, Optional<Policy> policy, Optional<Instant> since) {
    Optional<Policy> before = holdings.resources().policies().get(path);
    Optional<Instant> issuedBefore = issued.get(path);
    set(path, policy, since);
    CompletableFuture<Void> kept = policy.isPresent() ? keeper.save() : keeper.saveLoss();
    return kept.whenComplete(
        (saved, failure) -> {
          if (failure != null && holdings.resources().policies().get(path).equals(policy)) {
            set(path, before, issuedBefore);
          }
        });
  }

  private void set(Path path, Optional<Policy> policy, Optional<Instant> since) {
    Name name = Name.of(path);
    issued = changed(issued, name, since);
    holdings.change(
        resources -> resources.withPolicies(changed(resources.policies(), name, policy)));
  }

  private static <T> NameTrie<T> changed(NameTrie<T> all, Name name, Optional<T> value) {
    return value.map(each -> all.with(name, each)).orElseGet(() -> all.without(name));
  }
}
