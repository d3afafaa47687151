package org.albatross.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Policy;
import org.albatross.core.model.PolicyCommand;
import org.albatross.core.model.PolicyException;
import org.albatross.core.model.ResourceRules;
import org.albatross.core.model.Success;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Commands about policies (contract 2, Policies). */
final class PolicyCommands implements Commands<PolicyCommand> {
  private static final Logger LOG = LoggerFactory.getLogger(PolicyCommands.class);

  private final Holdings holdings;
  private final Runner runner;
  private final Supplier<CompletableFuture<Void>> save;

  PolicyCommands(Holdings holdings, Runner runner, Supplier<CompletableFuture<Void>> save) {
    this.holdings = holdings;
    this.runner = runner;
    this.save = save;
  }

  @Override
  public CompletableFuture<Payload> handle(Message message, PolicyCommand command) {
    Path path = message.name().path();
    if (message.name().label().isPresent()) {
      LOG.warn("policy command on {}: only its path counts", message.name());
    }
    try {
      if (command instanceof PolicyCommand.Add add) {
        return add(path, add.policy());
      }
      return command instanceof PolicyCommand.Remove ? remove(path) : info(path);
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
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

  private CompletableFuture<Payload> add(Path path, Policy policy) throws PolicyException {
    if (holdings.resources().policies().get(path).equals(Optional.of(policy))) {
      return CompletableFuture.completedFuture(new Success.Text("the policy was there already"));
    }
    ResourceRules.checkPolicy(holdings.resources(), path, policy);
    return change(path, Optional.of(policy)).thenApply(saved -> new Success.Text("added policy"));
  }

  private CompletableFuture<Payload> remove(Path path) throws PolicyException {
    if (path.isRoot()) {
      throw new PolicyException(
          "the policy of the root is what this host has, and cannot be removed; name a path");
    }
    if (holdings.resources().policies().get(path).isEmpty()) {
      throw new PolicyException("there is no policy for " + path);
    }
    return change(path, Optional.empty()).thenApply(saved -> new Success.Text("removed policy"));
  }

  /** If it cannot be kept it is as before, unless somebody else has changed it since. */
  private CompletableFuture<Void> change(Path path, Optional<Policy> policy) {
    Optional<Policy> before = holdings.resources().policies().get(path);
    set(path, policy);
    return save.get()
        .whenComplete(
            (saved, failure) -> {
              if (failure != null && holdings.resources().policies().get(path).equals(policy)) {
                set(path, before);
              }
            });
  }

  private void set(Path path, Optional<Policy> policy) {
    Name name = Name.of(path);
    holdings.change(
        resources -> {
          NameTrie<Policy> policies = resources.policies();
          return resources.withPolicies(
              policy
                  .map(each -> policies.with(name, each))
                  .orElseGet(() -> policies.without(name)));
        });
  }
}
