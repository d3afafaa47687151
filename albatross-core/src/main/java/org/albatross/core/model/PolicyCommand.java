package org.albatross.core.model;

import java.time.Instant;

/** Commands for albatrossd about policies. */
public sealed interface PolicyCommand extends Payload.Command {
  record Info() implements PolicyCommand {}

  record Add(Policy policy) implements PolicyCommand {}

  /**
   * Sets the policy that a certificate carries, unless one that was issued later is in force.
   *
   * @param issued from when the certificate is valid
   */
  record AddIssued(Policy policy, Instant issued) implements PolicyCommand {}

  record Remove() implements PolicyCommand {}
}
