package org.albatross.core.wire;

import static org.albatross.core.wire.der.Choice.alternative;
import static org.albatross.core.wire.der.Choice.constant;

import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.wire.der.Choice;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.Der;
import org.albatross.core.wire.der.Lazy;
import org.albatross.core.wire.der.Sequence;

/** Commands about policies (docs/protocol/wire.md, PolicyCmd). */
final class PolicyCommandGrammar {
  private PolicyCommandGrammar() {}

  private static final Codec<PolicyCommand.AddIssued> ADD_ISSUED =
      Sequence.of(
          c -> {
            var policy =
                c.required(
                    "policy", Lazy.of(CommonGrammar::policy), PolicyCommand.AddIssued::policy);
            var issued = c.required("issued", Der.TIME, PolicyCommand.AddIssued::issued);
            return in -> new PolicyCommand.AddIssued(in.get(policy), in.get(issued));
          });

  static final Codec<PolicyCommand> POLICY =
      Choice.of(
          constant("info", 0, PolicyCommand.Info.class, new PolicyCommand.Info()),
          alternative(
              "add",
              1,
              PolicyCommand.Add.class,
              Lazy.of(CommonGrammar::policy)
                  .map(PolicyCommand.Add::new, PolicyCommand.Add::policy)),
          constant("remove", 2, PolicyCommand.Remove.class, new PolicyCommand.Remove()),
          alternative("add-issued", 64, PolicyCommand.AddIssued.class, ADD_ISSUED));
}
