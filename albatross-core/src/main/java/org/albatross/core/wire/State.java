package org.albatross.core.wire;

import static org.albatross.core.wire.Choice.alternative;
import static org.albatross.core.wire.Choice.old;

import java.util.List;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Policy;
import org.albatross.core.model.UnikernelConfig;

/**
 * What albatrossd keeps over its own life: the unikernels that are to run and the policies
 * (contract 1, State). All seven shapes are read, the newest is written.
 */
public record State(NameTrie<UnikernelConfig> unikernels, NameTrie<Policy> policies) {
  public static final State EMPTY = new State(NameTrie.empty(), NameTrie.empty());

  private static final Codec<State> CODEC =
      Choice.of(
          old("[0]", 0, State.class, unikernelsOnly(ConfigGrammar.configV1())),
          old("[1]", 1, State.class, unikernelsOnly(ConfigV0Grammar.CONFIG_V0)),
          old("[2]", 2, State.class, unikernelsOnly(ConfigGrammar.configV2())),
          old("[3]", 3, State.class, unikernelsOnly(ConfigGrammar.configV3())),
          old("[4]", 4, State.class, withPolicies(ConfigGrammar.configV3())),
          old("[5]", 5, State.class, withPolicies(ConfigGrammar.configV4())),
          alternative("[6]", 6, State.class, withPolicies(ConfigGrammar.config())));

  public byte[] encode() {
    return CODEC.encode(this);
  }

  /** Reads a state that fills the bytes. */
  public static State decode(byte[] bytes) throws DecodeException {
    return CODEC.decode(bytes);
  }

  private static Codec<State> unikernelsOnly(Codec<UnikernelConfig> config) {
    return units(config)
        .map(unikernels -> new State(unikernels, NameTrie.empty()), State::unikernels);
  }

  private static Codec<State> withPolicies(Codec<UnikernelConfig> config) {
    return Sequence.of(
        c -> {
          var unikernels = c.required("unikernels", units(config), State::unikernels);
          var policies = c.required("policies", units(CommonGrammar.policy()), State::policies);
          return in -> new State(in.get(unikernels), in.get(policies));
        });
  }

  private static <T> Codec<NameTrie<T>> units(Codec<T> value) {
    return SuccessGrammar.named("value", value).list().map(State::trie, NameTrie::entries);
  }

  private static <T> NameTrie<T> trie(List<Named<T>> units) throws DecodeException {
    NameTrie<T> trie = NameTrie.empty();
    for (Named<T> unit : units) {
      if (trie.get(unit.name()).isPresent()) {
        throw new DecodeException("the name " + unit.name() + " stands there twice");
      }
      trie = trie.with(unit.name(), unit.value());
    }
    return trie;
  }
}
