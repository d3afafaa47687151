package org.albatross.core.wire;

import static org.albatross.core.wire.Choice.alternative;
import static org.albatross.core.wire.Choice.constant;

import org.albatross.core.model.PolicyCommand;

/** Commands about policies (contract 1, PolicyCmd). */
final class PolicyCommandGrammar {
  private PolicyCommandGrammar() {}

  static final Codec<PolicyCommand> POLICY =
      Choice.of(
          constant("info", 0, PolicyCommand.Info.class, new PolicyCommand.Info()),
          alternative(
              "add",
              1,
              PolicyCommand.Add.class,
              Lazy.of(CommonGrammar::policy)
                  .map(PolicyCommand.Add::new, PolicyCommand.Add::policy)),
          constant("remove", 2, PolicyCommand.Remove.class, new PolicyCommand.Remove()));
}
