package org.albatross.endpoint;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.tls.Grant;

/**
 * An order in which several policies of one path can be set, whatever grows and whatever shrinks.
 * At no moment may a policy be larger than the one above it; so first each one, the lowest first,
 * becomes what it was and will be alike, then each, the uppermost first, what it will be. Nobody is
 * allowed more in between than before or behind.
 *
 * <p>If a step is refused, for what runs or for a policy beside the path, the steps before it are
 * made again backwards: each leads to what albatrossd had already.
 */
final class PolicyOrder {
  private PolicyOrder() {}

  /**
   * The steps.
   *
   * @param current the policies that are in force
   * @param wanted the uppermost first
   */
  static List<PolicyStep> steps(Map<Path, Policy> current, List<Grant> wanted) {
    List<PolicyStep> steps = new ArrayList<>();
    for (int i = wanted.size() - 1; i >= 0; i--) {
      Grant grant = wanted.get(i);
      Optional<Policy> before = Optional.ofNullable(current.get(grant.path()));
      if (before.isPresent()) {
        Policy common = common(before.get(), grant.policy());
        if (!common.equals(before.get())) {
          steps.add(PolicyStep.to(common, grant));
        }
      }
    }
    wanted.forEach(grant -> steps.add(PolicyStep.to(grant.policy(), grant)));
    return steps;
  }

  /**
   * The steps back. What somebody else has set in the meantime stays.
   *
   * @param before the policies that were in force
   * @param tried the steps that were made, and the one of which it is not known
   * @param now the policies that are in force
   */
  static List<PolicyStep> undo(
      Map<Path, Policy> before, List<PolicyStep> tried, Map<Path, Policy> now) {
    Deque<PolicyStep> backwards = new ArrayDeque<>();
    Map<Path, Set<Policy>> ours = new HashMap<>();
    Map<Path, Policy> state = new HashMap<>(before);
    for (PolicyStep step : tried) {
      Optional<Policy> previous = Optional.ofNullable(state.get(step.path()));
      backwards.push(new PolicyStep(step.path(), previous, step.issued()));
      ours.computeIfAbsent(step.path(), path -> new HashSet<>()).add(step.policy().orElseThrow());
      state.put(step.path(), step.policy().orElseThrow());
    }
    List<PolicyStep> steps = new ArrayList<>();
    Map<Path, Policy> reached = new HashMap<>(now);
    for (PolicyStep step : backwards) {
      Path path = step.path();
      boolean mine = ours.get(path).contains(now.get(path));
      if (mine && !Optional.ofNullable(reached.get(path)).equals(step.policy())) {
        steps.add(step);
        apply(step, reached);
      }
    }
    return steps;
  }

  /** What a step makes of the policies. */
  static void apply(PolicyStep step, Map<Path, Policy> policies) {
    step.policy()
        .ifPresentOrElse(
            policy -> policies.put(step.path(), policy), () -> policies.remove(step.path()));
  }

  /** What both allow. */
  static Policy common(Policy one, Policy other) {
    TreeSet<Long> cpuIds = new TreeSet<>(one.cpuIds());
    cpuIds.retainAll(other.cpuIds());
    TreeSet<String> bridges = new TreeSet<>(one.bridges());
    bridges.retainAll(other.bridges());
    OptionalLong block =
        one.block().isPresent() && other.block().isPresent()
            ? OptionalLong.of(Math.min(one.block().getAsLong(), other.block().getAsLong()))
            : OptionalLong.empty();
    return new Policy(
        cpuIds,
        Math.min(one.unikernels(), other.unikernels()),
        Math.min(one.memory(), other.memory()),
        block,
        bridges);
  }
}
