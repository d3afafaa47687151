package org.albatross.core.model.policy;

import static org.albatross.core.model.policy.Hosts.HOST;
import static org.albatross.core.model.policy.Hosts.unikernel;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Names;
import org.albatross.core.model.Path;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

/** Whatever is asked for in whatever order: what the rules allow never exceeds a policy. */
class ResourcesPropertyTest {
  private static final List<String> PATHS = List.of(":", "a:", "a:b:", "a:b:c:", "a:d:", "e:");

  private int accepted;
  private int refused;

  @Test
  void noPolicyIsEverExceededAtAnyPath() {
    Property.holds(
        300,
        random -> {
          Resources resources = Resources.empty(Optional.empty());
          for (int step = 0; step < 60; step++) {
            resources = step(random, resources);
            checkInvariants(resources);
          }
        });
    assertTrue(accepted > 3000 && refused > 3000, accepted + " accepted, " + refused + " refused");
  }

  private Resources step(SeededRandom random, Resources now) {
    Name name = Names.name(random.pick(PATHS) + random.pick(List.of("x", "y", "z")));
    try {
      Resources next =
          switch (random.between(0, 5)) {
            case 0, 1 -> create(now, name, arguments(random));
            case 2 -> addBlock(now, name, random.between(-1, 40));
            case 3 -> addPolicy(now, Names.path(random.pick(PATHS)), policy(random));
            case 4 -> create(now.withoutUnikernel(name), name, arguments(random));
            default -> remove(random, now, name);
          };
      accepted++;
      return next;
    } catch (AlbatrossException e) {
      refused++;
      return now;
    }
  }

  private static Resources create(Resources now, Name name, Arguments arguments)
      throws AlbatrossException {
    ResourceRules.checkCreate(now, name, arguments, HOST);
    return now.withUnikernel(name, now.usage(name, arguments));
  }

  private static Resources addBlock(Resources now, Name name, long size) throws AlbatrossException {
    ResourceRules.checkBlockAdd(now, name, size * 10, HOST);
    return now.withBlock(name, size * 10);
  }

  private static Resources addPolicy(Resources now, Path path, Policy policy)
      throws AlbatrossException {
    ResourceRules.checkPolicy(now, path, policy);
    return now.withPolicies(now.policies().with(Name.of(path), policy));
  }

  private static Resources remove(SeededRandom random, Resources now, Name name)
      throws AlbatrossException {
    if (random.oneIn(3)) {
      ResourceRules.checkBlockIdle(now, name);
      return now.withoutBlock(name);
    }
    return random.oneIn(3)
        ? now.withPolicies(now.policies().without(Name.of(name.path())))
        : now.withoutUnikernel(name);
  }

  private static Arguments arguments(SeededRandom random) {
    var unikernel = unikernel(random.between(0, 500));
    unikernel.cpus(random.list(2, r -> (long) r.between(0, 4)).toArray(Long[]::new));
    random.list(2, r -> r.pick(List.of("br0", "br1", "br2"))).forEach(unikernel::net);
    random.list(2, r -> r.pick(List.of("x", "y", "z"))).forEach(unikernel::block);
    return unikernel.build();
  }

  private static Policy policy(SeededRandom random) {
    return new Policy(
        new TreeSet<>(random.list(6, r -> (long) r.between(0, 4))),
        random.between(0, 6),
        random.between(0, 1500),
        random.maybe(r -> r.between(0, 900)).map(OptionalLong::of).orElse(OptionalLong.empty()),
        new TreeSet<>(random.list(4, r -> r.pick(List.of("br0", "br1", "br2")))));
  }

  /** Counted anew, without the code under test. */
  private static void checkInvariants(Resources resources) {
    checkBelow(resources, Path.ROOT, HOST);
    for (Named<Policy> policy : resources.policies().entries()) {
      checkBelow(resources, policy.name().path(), policy.value());
    }
    Set<Name> used = new HashSet<>();
    for (Named<Usage> unikernel : resources.unikernels().entries()) {
      for (Name block : unikernel.value().blocks()) {
        assertTrue(used.add(block), block + " is used twice");
        assertTrue(resources.blocks().get(block).isPresent(), block + " is used and not there");
        assertEquals(unikernel.name().path(), block.path());
      }
    }
  }

  private static void checkBelow(Resources resources, Path path, Policy policy) {
    long count = 0;
    long memory = 0;
    for (Named<Usage> unikernel : resources.unikernels().entries()) {
      if (unikernel.name().isBelow(path)) {
        count++;
        memory += unikernel.value().memory();
        assertTrue(policy.cpuIds().containsAll(unikernel.value().cpuIds()));
        assertTrue(policy.bridges().containsAll(unikernel.value().bridges()));
      }
    }
    long block = 0;
    for (Named<Long> each : resources.blocks().entries()) {
      block += each.name().isBelow(path) ? each.value() : 0;
    }
    assertTrue(count <= policy.unikernels(), path + " has " + count + " unikernels");
    assertTrue(memory <= policy.memory(), path + " has " + memory + " MB");
    assertTrue(block <= policy.block().orElse(0), path + " has " + block + " MB of blocks");
  }
}
