package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.PolicyException;
import org.albatross.core.model.policy.ResourceRules;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.model.policy.Usage;
import org.albatross.core.tls.Grant;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/**
 * Growing and shrinking several levels at once succeeds, or changes nothing
 * (docs/protocol/daemons.md, albatross-tls-endpoint).
 */
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

  /** albatrossd as far as policies go. */
  private static final class Model {
    private Resources resources = Resources.empty(Optional.empty());

    Map<Path, Policy> policies() {
      Map<Path, Policy> all = new HashMap<>();
      resources.policies().entries().forEach(each -> all.put(each.name().path(), each.value()));
      return all;
    }

    void put(Path path, Policy policy) {
      resources = resources.withPolicies(resources.policies().with(Name.of(path), policy));
    }

    void make(PolicyStep step) throws PolicyException {
      if (step.policy().isEmpty()) {
        if (resources.policies().get(step.path()).isEmpty()) {
          throw new PolicyException("there is no policy for " + step.path());
        }
        resources = resources.withPolicies(resources.policies().without(Name.of(step.path())));
      } else {
        ResourceRules.checkPolicy(resources, step.path(), step.policy().get());
        put(step.path(), step.policy().get());
      }
    }

    /** Sets a policy, if it is not larger than one further above. */
    void offer(Path path, Policy policy) {
      Resources before = resources;
      try {
        make(new PolicyStep(path, Optional.of(policy), Instant.EPOCH));
      } catch (PolicyException e) {
        resources = before;
      }
    }

    /** Runs something, if all policies allow it. */
    void run(Name name, Usage usage) {
      Resources before = resources;
      resources = resources.withUnikernel(name, usage);
      for (var each : policies().entrySet()) {
        try {
          ResourceRules.checkPolicy(resources, each.getKey(), each.getValue());
        } catch (PolicyException e) {
          resources = before;
          return;
        }
      }
    }

    /** The steps back from a state in which these were tried. */
    void undo(Map<Path, Policy> before, List<PolicyStep> tried) throws PolicyException {
      for (PolicyStep step : PolicyOrder.undo(before, tried, policies())) {
        make(step);
      }
    }
  }

  /** Policies on the path of the chain, and beside it, and what runs below them. */
  private static Model model(SeededRandom random) {
    Model model = new Model();
    Map<Path, Policy> tower = tower(random);
    tower.keySet().removeIf(path -> random.oneIn(6));
    tower.forEach(model::put);
    for (Path beside : List.of(A.child(new Label("x")), B.child(new Label("y")))) {
      Policy policy = random(random, Optional.ofNullable(tower.get(beside.parent())));
      if (random.oneIn(2)) {
        model.offer(beside, policy);
      }
    }
    for (Path path : List.of(A, B, C, A.child(new Label("x")))) {
      TreeSet<Long> cpus = new TreeSet<>(List.of((long) random.between(0, 2)));
      Usage usage = new Usage(cpus, random.between(1, 200), new TreeSet<>(), List.of());
      if (random.oneIn(3)) {
        model.run(Name.of(path, new Label("u")), usage);
      }
    }
    return model;
  }

  private static List<Grant> grants(Map<Path, Policy> wanted) {
    return Stream.of(A, B, C)
        .map(path -> new Grant(path, wanted.get(path), Instant.EPOCH))
        .toList();
  }

  @Test
  void fromAnyPoliciesToAnyOthersNoStepIsRefused() {
    Property.holds(
        2000,
        random -> {
          Model model = new Model();
          tower(random).forEach(model::put);
          model.resources.policies().entries().stream()
              .filter(each -> random.oneIn(6))
              .forEach(
                  each ->
                      model.resources =
                          model.resources.withPolicies(
                              model.resources.policies().without(each.name())));
          Map<Path, Policy> wanted = tower(random);
          for (PolicyStep step : PolicyOrder.steps(model.policies(), grants(wanted))) {
            model.make(step);
          }
          assertEquals(wanted, model.policies());
        });
  }

  @Test
  void whatIsRefusedByWhatRunsOrIsBesideLeavesAllAsItWas() {
    int[] refused = new int[2];
    Property.holds(
        4000,
        random -> {
          Model model = model(random);
          Map<Path, Policy> before = model.policies();
          Map<Path, Policy> wanted = tower(random);
          List<PolicyStep> tried = new ArrayList<>();
          try {
            for (PolicyStep step : PolicyOrder.steps(before, grants(wanted))) {
              tried.add(step);
              model.make(step);
            }
            Map<Path, Policy> expected = new HashMap<>(before);
            expected.putAll(wanted);
            assertEquals(expected, model.policies());
            refused[0]++;
          } catch (PolicyException e) {
            refused[1] += tried.size() > 1 ? 1 : 0;
            model.undo(before, tried);
            assertEquals(before, model.policies());
          }
        });
    assertTrue(refused[0] > 400 && refused[1] > 400, refused[0] + " and " + refused[1]);
  }

  @Test
  void whereverItBreaksOffAllIsAsItWas() {
    Property.holds(
        2000,
        random -> {
          Model model = model(random);
          Map<Path, Policy> before = model.policies();
          List<PolicyStep> steps = PolicyOrder.steps(before, grants(tower(random)));
          int reached = random.between(1, steps.size());
          // Of the last one nobody knows whether it was made.
          int made = random.oneIn(2) ? reached : reached - 1;
          try {
            for (PolicyStep step : steps.subList(0, made)) {
              model.make(step);
            }
          } catch (PolicyException e) {
            return; // the case above
          }
          model.undo(before, steps.subList(0, reached));
          assertEquals(before, model.policies());
        });
  }

  @Test
  void whatSomebodyElseHasSetInTheMeantimeStays() {
    Property.holds(
        2000,
        random -> {
          Map<Path, Policy> before = tower(random);
          List<PolicyStep> tried = PolicyOrder.steps(before, grants(tower(random)));
          Map<Path, Policy> now = new HashMap<>(before);
          tried.forEach(step -> PolicyOrder.apply(step, now));
          Policy theirs =
              new Policy(new TreeSet<>(), 77, 7777, OptionalLong.empty(), new TreeSet<>());
          now.put(B, theirs);
          PolicyOrder.undo(before, tried, now).forEach(step -> PolicyOrder.apply(step, now));
          assertEquals(Map.of(A, before.get(A), B, theirs, C, before.get(C)), now);
        });
  }

  @Test
  void inBetweenNobodyIsAllowedMoreThanBeforeOrBehind() {
    Property.holds(
        2000,
        random -> {
          Map<Path, Policy> before = tower(random);
          Map<Path, Policy> wanted = tower(random);
          for (PolicyStep step : PolicyOrder.steps(before, grants(wanted))) {
            ResourceRules.checkNotLarger(
                "wanted", wanted.get(step.path()), "set", step.policy().orElseThrow());
          }
        });
  }

  @Test
  void neitherOneOrderNorTheOtherWouldDo() {
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
            .map(step -> step.path() + " " + step.policy().orElseThrow().cpuIds())
            .toList());
  }
}
