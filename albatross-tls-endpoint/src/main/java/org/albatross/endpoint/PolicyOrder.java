package org.albatross.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.Path;
import org.albatross.core.model.Policy;
import org.albatross.core.tls.Grant;

/**
 * An order in which several policies of one path can be set, whatever grows and whatever shrinks.
 * At no moment may a policy be larger than the one above it; so first each one, the lowest first,
 * becomes what it was and will be alike, then each, the uppermost first, what it will be.
 */
final class PolicyOrder {
  private PolicyOrder() {}

  /**
   * The steps.
   *
   * @param current the policies that are in force
   * @param wanted the uppermost first
   */
  static List<Grant> steps(Map<Path, Policy> current, List<Grant> wanted) {
    List<Grant> steps = new ArrayList<>();
    for (int i = wanted.size() - 1; i >= 0; i--) {
      Grant grant = wanted.get(i);
      Optional<Policy> before = Optional.ofNullable(current.get(grant.path()));
      if (before.isPresent()) {
        Policy common = common(before.get(), grant.policy());
        if (!common.equals(before.get())) {
          steps.add(new Grant(grant.path(), common, grant.issued()));
        }
      }
    }
    steps.addAll(wanted);
    return steps;
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
