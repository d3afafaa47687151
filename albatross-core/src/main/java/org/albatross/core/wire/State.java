package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.old;

import java.util.List;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.Sequence;

/**
 * What albatrossd keeps over its own life: the unikernels that are to run and the policies
 * (docs/protocol/wire.md, State). All seven shapes are read, the newest is written.
 */
public record State(NameTrie<UnikernelConfig> unikernels, NameTrie<Policy> policies) {
  public static final State EMPTY = new State(NameTrie.empty(), NameTrie.empty());

  /** The shape that is written. */
  static final int CURRENT = 6;

  /** From this shape on there are policies. */
  static final int FIRST_WITH_POLICIES = 4;

  private static final Codec<State> CODEC =
      Choice.of(
          old("[0]", 0, State.class, unikernelsOnly(unit(0))),
          old("[1]", 1, State.class, unikernelsOnly(unit(1))),
          old("[2]", 2, State.class, unikernelsOnly(unit(2))),
          old("[3]", 3, State.class, unikernelsOnly(unit(3))),
          old("[4]", 4, State.class, withPolicies(unit(4))),
          old("[5]", 5, State.class, withPolicies(unit(5))),
          alternative("[6]", CURRENT, State.class, withPolicies(unit(CURRENT))));

  /** A unikernel in the shape of this number. */
  static Codec<Named<UnikernelConfig>> unit(int shape) {
    Codec<UnikernelConfig> config =
        switch (shape) {
          case 0 -> ConfigGrammar.configV1();
          case 1 -> ConfigV0Grammar.CONFIG_V0;
          case 2 -> ConfigGrammar.configV2();
          case 3, 4 -> ConfigGrammar.configV3();
          case 5 -> ConfigGrammar.configV4();
          case CURRENT -> ConfigGrammar.config();
          default -> throw new IllegalArgumentException("no shape of a state: " + shape);
        };
    return SuccessGrammar.named("value", config);
  }

  static Codec<NameTrie<Policy>> policyUnits() {
    return units(SuccessGrammar.named("value", CommonGrammar.policy()));
  }

  public byte[] encode() {
    return CODEC.encode(this);
  }

  /** Reads a state that fills the bytes. */
  public static State decode(byte[] bytes) throws DecodeException {
    return CODEC.decode(bytes);
  }

  private static Codec<State> unikernelsOnly(Codec<Named<UnikernelConfig>> unit) {
    return units(unit)
        .map(unikernels -> new State(unikernels, NameTrie.empty()), State::unikernels);
  }

  private static Codec<State> withPolicies(Codec<Named<UnikernelConfig>> unit) {
    return Sequence.of(
        c -> {
          var unikernels = c.required("unikernels", units(unit), State::unikernels);
          var policies = c.required("policies", policyUnits(), State::policies);
          return in -> new State(in.get(unikernels), in.get(policies));
        });
  }

  private static <T> Codec<NameTrie<T>> units(Codec<Named<T>> unit) {
    return unit.list().map(State::trie, NameTrie::entries);
  }

  private static <T> NameTrie<T> trie(List<Named<T>> units) throws DecodeException {
    NameTrie<T> trie = NameTrie.empty();
    for (Named<T> unit : units) {
      if (trie.get(unit.name()).isPresent()) {
        throw twice(unit.name());
      }
      trie = trie.with(unit.name(), unit.value());
    }
    return trie;
  }

  static DecodeException twice(Name name) {
    return new DecodeException("the name " + name + " stands there twice");
  }
}
