package org.albatross.core.model.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Path;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.NetDevice;

/**
 * What may be added to {@link Resources} (docs/protocol/daemons.md, Policies). Every policy from
 * the root to the path counts; the root's is what the host has at this moment.
 */
public final class ResourceRules {
  private ResourceRules() {}

  /** A policy and the path that it governs. */
  private record Governing(Path path, Policy policy) {
    PolicyException refuses(String why) {
      return new PolicyException(
          path.isRoot() ? "this host " + why : "the policy of " + path + " " + why);
    }
  }

  private static List<Governing> governing(Resources resources, Path path, Policy root) {
    List<Governing> all = new ArrayList<>();
    for (Path each : path.fromRoot()) {
      if (each.isRoot()) {
        all.add(new Governing(each, root));
      } else {
        resources.policies().get(each).ifPresent(p -> all.add(new Governing(each, p)));
      }
    }
    return all;
  }

  /** Whether a new unikernel may run: its name is free, its policies and block devices allow it. */
  public static void checkCreate(Resources resources, Name name, Arguments arguments, Policy root)
      throws AlbatrossException {
    if (name.label().isEmpty()) {
      throw new PolicyException(
          "the name "
              + name
              + " is a path: a unikernel needs a last label, like "
              + name
              + "hello");
    }
    if (resources.unikernels().get(name).isPresent()) {
      throw new PolicyException(
          "a unikernel " + name + " exists already; destroy it first, or create with --force");
    }
    ArgumentRules.check(arguments);
    Usage usage = resources.usage(name, arguments);
    for (Governing each : governing(resources, name.path(), root)) {
      checkFits(each, resources.totalsBelow(each.path), usage);
    }
    checkBlocks(resources, name, usage);
    checkAddresses(resources, name, arguments.nets());
  }

  /** Only those that were asked for: all others give way (see {@link Resources#usage}). */
  private static void checkAddresses(Resources resources, Name name, List<NetDevice> nets)
      throws PolicyException {
    Set<Usage.Station> own = new HashSet<>();
    for (NetDevice net : nets) {
      if (net.mac().isPresent()) {
        Usage.Station station = new Usage.Station(net.hostBridge(), net.mac().get());
        Optional<Name> holder = resources.holderOf(station, name);
        if (holder.isPresent() || !own.add(station)) {
          throw new PolicyException(
              "the MAC address %s is taken on the bridge %s, by %s"
                  .formatted(
                      station.mac(),
                      Text.quote(station.bridge()),
                      describe(holder.orElse(name), name)));
        }
      }
    }
  }

  /** Who may create a unikernel sees what runs beside it and below, but not what runs elsewhere. */
  private static String describe(Name holder, Name asker) {
    return holder.path().startsWith(asker.path()) ? "the unikernel " + holder : "another unikernel";
  }

  /**
   * Whether a policy allows a unikernel if nothing else runs: what can be said far from the host.
   *
   * @param path where the policy holds
   */
  public static void checkAlone(Path path, Policy policy, Arguments arguments)
      throws PolicyException {
    ArgumentRules.check(arguments);
    TreeSet<String> bridges = new TreeSet<>();
    arguments.nets().forEach(net -> bridges.add(net.hostBridge()));
    Governing by = new Governing(path, policy);
    // What is used there nobody knows here, so nothing is said of it.
    if (policy.unikernels() <= 0) {
      throw by.refuses("allows " + policy.unikernels() + " unikernels");
    }
    if (arguments.memory() > policy.memory()) {
      throw by.refuses(
          "allows %s MB of memory, and %s MB were asked for"
              .formatted(policy.memory(), arguments.memory()));
    }
    checkSubsets(by, arguments.cpuIds(), bridges);
  }

  private static void checkFits(Governing by, Resources.Totals used, Usage wanted)
      throws PolicyException {
    Policy policy = by.policy;
    if (used.unikernels() >= policy.unikernels()) {
      throw by.refuses(
          "allows %s unikernels, and %s are there"
              .formatted(policy.unikernels(), used.unikernels()));
    }
    if (wanted.memory() > policy.memory() - used.memory()) {
      throw by.refuses(
          "allows %s MB of memory, %s MB are used, and %s MB more were asked for"
              .formatted(policy.memory(), used.memory(), wanted.memory()));
    }
    checkSubsets(by, wanted.cpuIds(), wanted.bridges());
  }

  private static void checkSubsets(
      Governing by, Collection<Long> cpuIds, Collection<String> bridges) throws PolicyException {
    List<Long> otherCpus = without(cpuIds, by.policy.cpuIds());
    if (!otherCpus.isEmpty()) {
      throw by.refuses(
          "%s the CPU ids %s, not %s"
              .formatted(
                  by.path.isRoot() ? "has" : "allows",
                  Text.list(by.policy.cpuIds()),
                  Text.list(otherCpus)));
    }
    List<String> otherBridges = without(bridges, by.policy.bridges());
    if (!otherBridges.isEmpty() && by.path.isRoot()) {
      throw by.refuses("has no bridge " + quoted(otherBridges) + bridgesThere(by.policy));
    }
    if (!otherBridges.isEmpty()) {
      throw by.refuses(
          "does not allow the bridge " + quoted(otherBridges) + bridgesThere(by.policy));
    }
  }

  private static String bridgesThere(Policy policy) {
    return policy.bridges().isEmpty()
        ? " (it has none)"
        : " (it has " + quoted(policy.bridges()) + ")";
  }

  private static String quoted(Collection<String> texts) {
    return String.join(", ", texts.stream().map(Text::quote).toList());
  }

  private static <T> List<T> without(Collection<T> some, Collection<T> allowed) {
    return some.stream().filter(each -> !allowed.contains(each)).toList();
  }

  private static void checkBlocks(Resources resources, Name asker, Usage usage)
      throws PolicyException {
    TreeSet<String> seen = new TreeSet<>();
    for (Name block : usage.blocks()) {
      if (!seen.add(block.text())) {
        throw new PolicyException("the block device " + block + " is named twice");
      }
      if (resources.blocks().get(block).isEmpty()) {
        throw new PolicyException(
            "there is no block device " + block + "; create it first with create-block");
      }
      checkIdle(resources, block, asker);
    }
  }

  private static void checkIdle(Resources resources, Name block, Name asker)
      throws PolicyException {
    if (resources.transfers().get(block).isPresent()) {
      throw new PolicyException(
          "the block device " + block + " is being read or written by a transfer");
    }
    var user = resources.userOf(block);
    if (user.isPresent()) {
      throw new PolicyException(
          "the block device " + block + " is in use by " + describe(user.get(), asker));
    }
  }

  /** Whether a policy may be put on a path, in place of one that may be there. */
  public static void checkPolicy(Resources resources, Path path, Policy policy)
      throws PolicyException {
    if (path.isRoot()) {
      throw new PolicyException(
          "the policy of the root is what this host has, and cannot be set; name a path");
    }
    if (policy.unikernels() < 0 || policy.memory() < 0 || policy.block().orElse(0) < 0) {
      throw new PolicyException("a policy's numbers must not be negative");
    }
    for (Path above : path.parent().fromRoot()) {
      var upper = above.isRoot() ? Optional.<Policy>empty() : resources.policies().get(above);
      if (upper.isPresent()) {
        checkNotLarger("the policy of " + above, upper.get(), "this one", policy);
      }
    }
    for (Named<Policy> below : resources.policies().below(path)) {
      if (!below.name().path().equals(path)) {
        checkNotLarger("this one", policy, "the policy of " + below.name(), below.value());
      }
    }
    checkRunningFits(new Governing(path, policy), resources.totalsBelow(path));
  }

  /**
   * Whether one policy allows nothing that the other does not.
   *
   * @param upperName how to call the upper one in the message, likewise the lower
   */
  public static void checkNotLarger(String upperName, Policy upper, String lowerName, Policy lower)
      throws PolicyException {
    checkNumber(upperName, upper.unikernels(), lowerName, lower.unikernels(), "unikernels");
    checkNumber(upperName, upper.memory(), lowerName, lower.memory(), "MB of memory");
    checkNumber(
        upperName,
        upper.block().orElse(0),
        lowerName,
        lower.block().orElse(0),
        "MB of block devices");
    if (lower.block().isPresent() && upper.block().isEmpty()) {
      throw new PolicyException(upperName + " allows no block devices, " + lowerName + " would");
    }
    List<Long> cpus = without(lower.cpuIds(), upper.cpuIds());
    if (!cpus.isEmpty()) {
      throw new PolicyException(
          "%s allows the CPU ids %s, %s also %s"
              .formatted(upperName, Text.list(upper.cpuIds()), lowerName, Text.list(cpus)));
    }
    List<String> bridges = without(lower.bridges(), upper.bridges());
    if (!bridges.isEmpty()) {
      throw new PolicyException(
          "%s does not allow the bridge %s, %s would"
              .formatted(upperName, quoted(bridges), lowerName));
    }
  }

  private static void checkNumber(
      String upperName, long upper, String lowerName, long lower, String unit)
      throws PolicyException {
    if (lower > upper) {
      throw new PolicyException(
          "%s allows %s %s, %s would allow %s".formatted(upperName, upper, unit, lowerName, lower));
    }
  }

  private static void checkRunningFits(Governing by, Resources.Totals used) throws PolicyException {
    Policy policy = by.policy;
    checkRunning(by, used.unikernels(), policy.unikernels(), "unikernels");
    checkRunning(by, used.memory(), policy.memory(), "MB of memory");
    checkRunning(by, used.block(), policy.block().orElse(0), "MB of block devices");
    checkSubsets(by, used.cpuIds(), used.bridges());
  }

  private static void checkRunning(Governing by, long used, long limit, String unit)
      throws PolicyException {
    if (used > limit) {
      throw by.refuses("would allow %s %s, and %s are in use there".formatted(limit, unit, used));
    }
  }

  /**
   * Whether a block device may be made.
   *
   * @param size in MB
   */
  public static void checkBlockAdd(Resources resources, Name name, long size, Policy root)
      throws PolicyException {
    checkBlockName(name);
    if (size <= 0) {
      throw new PolicyException("a block device has at least 1 MB, not " + size + " MB");
    }
    if (resources.blocks().get(name).isPresent()) {
      throw new PolicyException("a block device " + name + " exists already");
    }
    for (Governing each : governing(resources, name.path(), root)) {
      long used = resources.totalsBelow(each.path).block();
      if (each.policy.block().isEmpty()) {
        throw each.refuses("allows no block devices");
      }
      long limit = each.policy.block().getAsLong();
      if (size > limit - used) {
        throw each.refuses(
            "allows %s MB of block devices, %s MB are used, and %s MB more were asked for"
                .formatted(limit, used, size));
      }
    }
  }

  /** Whether a block device exists and nobody uses it. */
  public static void checkBlockIdle(Resources resources, Name name) throws PolicyException {
    checkBlockName(name);
    if (resources.blocks().get(name).isEmpty()) {
      throw new PolicyException("there is no block device " + name);
    }
    checkIdle(resources, name, name);
  }

  private static void checkBlockName(Name name) throws PolicyException {
    if (name.label().isEmpty()) {
      throw new PolicyException(
          "the name "
              + name
              + " is a path: a block device needs a last label, like "
              + name
              + "disk");
    }
  }
}
