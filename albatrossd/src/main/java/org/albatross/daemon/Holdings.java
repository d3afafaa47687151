package org.albatross.daemon;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.albatross.core.model.Arguments;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.Policy;
import org.albatross.core.model.Resources;
import org.albatross.core.model.Usage;

/** The one place that holds the resources of this moment. Used on the loop's thread only. */
final class Holdings {
  /**
   * How many consoles a path without a policy keeps (docs/protocol/daemons.md, albatross-console).
   */
  private static final long DEFAULT_RINGS = 64;

  /** The largest number of the wire, meaning no limit. */
  static final long UNLIMITED = (1L << 62) - 1;

  private Resources resources;

  Holdings(Resources resources) {
    this.resources = resources;
  }

  Resources resources() {
    return resources;
  }

  void change(UnaryOperator<Resources> change) {
    resources = change.apply(resources);
  }

  void take(Name unikernel, Usage usage) {
    resources = resources.withUnikernel(unikernel, usage);
  }

  /** The arguments of a unikernel with the addresses that its nets have on their bridges. */
  Arguments withAddresses(Name unikernel, Arguments arguments) {
    return resources
        .unikernels()
        .get(unikernel)
        .map(usage -> usage.withAddresses(arguments))
        .orElse(arguments);
  }

  /** Back to what the unikernel held before; absent: nothing. */
  void giveBackTo(Name unikernel, Optional<Usage> before) {
    resources =
        before
            .map(usage -> resources.withUnikernel(unikernel, usage))
            .orElseGet(() -> resources.withoutUnikernel(unikernel));
  }

  /** How many consoles a path may keep: as many as unikernels may run there. */
  long ringsOf(Path path) {
    if (path.isRoot()) {
      return UNLIMITED;
    }
    return path.fromRoot().stream()
        .flatMap(each -> resources.policies().get(each).stream())
        .reduce((outer, inner) -> inner)
        .map(Policy::unikernels)
        .orElse(DEFAULT_RINGS);
  }
}
