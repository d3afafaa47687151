package org.albatross.core.tls;

import java.time.Instant;
import org.albatross.core.model.Path;
import org.albatross.core.model.policy.Policy;

/**
 * A policy that a certificate of a CA carries.
 *
 * @param issued from when the certificate is valid: of two policies the later one counts
 */
public record Grant(Path path, Policy policy, Instant issued) {}
