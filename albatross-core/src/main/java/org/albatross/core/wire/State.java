package org.albatross.core.wire;

import static org.albatross.core.wire.Choice.alternative;
import static org.albatross.core.wire.Choice.old;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Policy;
import org.albatross.core.model.UnikernelConfig;

/**
 * What albatrossd keeps over its own life: the unikernels that are to run and the policies
 * (contract 1, State). All seven shapes are read, the newest is written.
 */
public record State(List<Named<UnikernelConfig>> unikernels, List<Named<Policy>> policies) {
  public static final State EMPTY = new State(List.of(), List.of());

  public State {
    unikernels = List.copyOf(unikernels);
    policies = List.copyOf(policies);
  }

  private static final Codec<State> CODEC =
      Choice.of(
          old("[0]", 0, State.class, unikernelsOnly(ConfigGrammar.CONFIG_V1)),
          old("[1]", 1, State.class, unikernelsOnly(ConfigV0Grammar.CONFIG_V0)),
          old("[2]", 2, State.class, unikernelsOnly(ConfigGrammar.CONFIG_V2)),
          old("[3]", 3, State.class, unikernelsOnly(ConfigGrammar.CONFIG_V3)),
          old("[4]", 4, State.class, withPolicies(ConfigGrammar.CONFIG_V3)),
          old("[5]", 5, State.class, withPolicies(ConfigGrammar.CONFIG_V4)),
          alternative("[6]", 6, State.class, withPolicies(ConfigGrammar.CONFIG)));

  public byte[] encode() {
    return CODEC.encode(this);
  }

  /** Reads a state that fills the bytes. */
  public static State decode(byte[] bytes) throws DecodeException {
    return CODEC.decode(bytes);
  }

  private static Codec<State> unikernelsOnly(Codec<UnikernelConfig> config) {
    return units(config).map(unikernels -> new State(unikernels, List.of()), State::unikernels);
  }

  private static Codec<State> withPolicies(Codec<UnikernelConfig> config) {
    return Sequence.of(
        c -> {
          var unikernels = c.required("unikernels", units(config), State::unikernels);
          var policies = c.required("policies", units(ConfigGrammar.POLICY), State::policies);
          return in -> new State(in.get(unikernels), in.get(policies));
        });
  }

  private static <T> Codec<List<Named<T>>> units(Codec<T> value) {
    return PayloadGrammar.named("value", value).list().map(State::withoutDuplicates, list -> list);
  }

  private static <T> List<Named<T>> withoutDuplicates(List<Named<T>> units) throws DecodeException {
    Set<Name> seen = new HashSet<>();
    for (Named<T> unit : units) {
      if (!seen.add(unit.name())) {
        throw new DecodeException("the name " + unit.name() + " stands there twice");
      }
    }
    return units;
  }
}
