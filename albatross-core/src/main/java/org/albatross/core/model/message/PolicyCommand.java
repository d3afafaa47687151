package org.albatross.core.model.message;

import java.time.Instant;
import org.albatross.core.model.policy.Policy;

/** Commands for albatrossd about policies. */
public sealed interface PolicyCommand extends Payload.Command {
  record Info() implements PolicyCommand {}

  record Add(Policy policy) implements PolicyCommand {}

  /**
   * Sets the policy that a certificate carries, unless one that is clearly newer is in force.
   *
   * @param issued from when the certificate is valid
   */
  record AddIssued(Policy policy, Instant issued) implements PolicyCommand {
    /** How the answer begins where the policy was left out: a text, for nothing failed. */
    public static final String LEFT_OUT = "a newer policy is in force";
  }

  record Remove() implements PolicyCommand {}
}
