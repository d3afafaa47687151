package org.albatross.albatrossd.unikernel;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.albatross.core.metrics.Point;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Resources;

/**
 * What is held below each path, and what may be, as points (docs/protocol/daemons.md, Options of
 * all daemons, {@code --influx}).
 */
public final class HoldingsPoints {
  private HoldingsPoints() {}

  /** For every path with a policy or a unikernel, and all above it. */
  public static List<Point> of(String vm, Resources resources) {
    Set<Path> paths = new LinkedHashSet<>(List.of(Path.ROOT));
    resources.policies().entries().forEach(policy -> paths.addAll(policy.name().path().fromRoot()));
    resources
        .unikernels()
        .entries()
        .forEach(unikernel -> paths.addAll(unikernel.name().path().fromRoot()));
    Set<Name> attached =
        resources.unikernels().entries().stream()
            .flatMap(unikernel -> unikernel.value().blocks().stream())
            .collect(Collectors.toSet());
    List<Point> points = new ArrayList<>();
    for (Path path : paths) {
      points.add(held(vm, path, resources, attached));
      Optional<Policy> policy = resources.policies().get(path);
      policy.ifPresent(each -> points.add(allowed(vm, path, each)));
    }
    return points;
  }

  private static Point held(String vm, Path path, Resources resources, Set<Name> attachedBlocks) {
    Resources.Totals totals = resources.totalsBelow(path);
    long attached =
        resources.blocks().below(path).stream()
            .filter(block -> attachedBlocks.contains(block.name()))
            .mapToLong(Named::value)
            .sum();
    return Point.of("albatross-unikernels")
        .tag("vm", vm)
        .tag("domain", domain(path))
        .field("attached used block", attached)
        .field("unattached used block", totals.block() - attached)
        .field("total used block", totals.block())
        .field("running unikernels", totals.unikernels())
        .field("used memory", totals.memory())
        .build();
  }

  private static Point allowed(String vm, Path path, Policy policy) {
    return Point.of("albatross-policies")
        .tag("vm", vm)
        .tag("domain", domain(path))
        .field("maximum unikernels", policy.unikernels())
        .field("maximum memory", policy.memory())
        .field("maximum block", policy.block().orElse(0))
        .build();
  }

  /** As the original writes it: {@code :} for the root, else labels with colons between them. */
  private static String domain(Path path) {
    return path.isRoot()
        ? ":"
        : path.labels().stream().map(Label::text).collect(Collectors.joining(":"));
  }
}
