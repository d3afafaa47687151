package org.albatross.endpoint;

import java.time.Instant;
import java.util.Optional;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.tls.Grant;

/**
 * One change on the way to the policies of a chain.
 *
 * @param policy absent if that of the path is to be removed
 * @param issued from when the certificate is valid that it is for
 */
record PolicyStep(Path path, Optional<Policy> policy, Instant issued) {
  static PolicyStep to(Policy policy, Grant grant) {
    return new PolicyStep(grant.path(), Optional.of(policy), grant.issued());
  }

  /**
   * The command that makes it.
   *
   * @param withTime whether albatrossd knows policies that hold from a time on
   */
  PolicyCommand command(boolean withTime) {
    if (policy.isEmpty()) {
      return new PolicyCommand.Remove();
    }
    return withTime
        ? new PolicyCommand.AddIssued(policy.get(), issued)
        : new PolicyCommand.Add(policy.get());
  }
}
