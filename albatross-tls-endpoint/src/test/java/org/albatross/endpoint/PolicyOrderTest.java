package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.Policy;
import org.albatross.core.model.PolicyException;
import org.albatross.core.model.ResourceRules;
import org.albatross.core.model.Resources;
import org.albatross.core.tls.Grant;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/** Growing and shrinking several levels at once succeeds, step by step (contract 2). */
final class PolicyOrderTest {
  private static final Path A = Path.ROOT.child(new Label("a"));
  private static final Path B = A.child(new Label("b"));
  private static final Path C = B.child(new Label("c"));

  private static Policy random(SeededRandom random, Optional<Policy> above) {
    TreeSet<Long> cpus = new TreeSet<>();
    TreeSet<String> bridges = new TreeSet<>();
    for (long id = 0; id < 3; id++) {
      if (random.oneIn(2) && allows(above, id)) {
        cpus.add(id);
      }
      String bridge = "bridge" + id;
      if (random.oneIn(2) && above.map(p -> p.bridges().contains(bridge)).orElse(true)) {
        bridges.add(bridge);
      }
    }
    int unikernels = random.between(0, above.map(p -> (int) p.unikernels()).orElse(9));
    int memory = random.between(0, above.map(p -> (int) p.memory()).orElse(900));
    OptionalLong block = above.map(Policy::block).orElse(OptionalLong.of(90));
    if (block.isPresent()) {
      block =
          random.oneIn(3)
              ? OptionalLong.empty()
              : OptionalLong.of(random.between(0, (int) block.getAsLong()));
    }
    return new Policy(cpus, unikernels, memory, block, bridges);
  }

  private static boolean allows(Optional<Policy> above, long cpu) {
    return above.map(policy -> policy.cpuIds().contains(cpu)).orElse(true);
  }

  /** Policies for all three paths, none larger than the one above it. */
  private static Map<Path, Policy> tower(SeededRandom random) {
    Map<Path, Policy> tower = new HashMap<>();
    Optional<Policy> above = Optional.empty();
    for (Path path : List.of(A, B, C)) {
      Policy policy = random(random, above);
      tower.put(path, policy);
      above = Optional.of(policy);
    }
    return tower;
  }

  private static Resources holding(Map<Path, Policy> policies) {
    Resources resources = Resources.empty(Optional.empty());
    for (var each : policies.entrySet()) {
      resources =
          resources.withPolicies(
              resources.policies().with(Name.of(each.getKey()), each.getValue()));
    }
    return resources;
  }

  @Test
  void fromAnyPoliciesToAnyOthersNoStepIsRefused() {
    Property.holds(
        2000,
        random -> {
          Map<Path, Policy> current = tower(random);
          current.keySet().removeIf(path -> random.oneIn(6));
          Map<Path, Policy> wanted = tower(random);
          List<Grant> grants = new ArrayList<>();
          for (Path path : List.of(A, B, C)) {
            grants.add(new Grant(path, wanted.get(path), Instant.EPOCH));
          }
          Resources resources = holding(current);
          for (Grant step : PolicyOrder.steps(current, grants)) {
            ResourceRules.checkPolicy(resources, step.path(), step.policy());
            resources =
                resources.withPolicies(
                    resources.policies().with(Name.of(step.path()), step.policy()));
          }
          for (Path path : List.of(A, B, C)) {
            assertEquals(Optional.of(wanted.get(path)), resources.policies().get(path));
          }
        });
  }

  @Test
  void neitherOneOrderNorTheOtherWouldDo() throws PolicyException {
    Policy before =
        new Policy(new TreeSet<>(List.of(0L)), 1, 10, OptionalLong.empty(), new TreeSet<>());
    Policy after =
        new Policy(new TreeSet<>(List.of(1L)), 1, 10, OptionalLong.empty(), new TreeSet<>());
    Map<Path, Policy> current = Map.of(A, before, B, before);
    List<Grant> grants =
        List.of(new Grant(A, after, Instant.EPOCH), new Grant(B, after, Instant.EPOCH));
    assertEquals(
        List.of("a:b: []", "a: []", "a: [1]", "a:b: [1]"),
        PolicyOrder.steps(current, grants).stream()
            .map(step -> step.path() + " " + step.policy().cpuIds())
            .toList());
  }
}
