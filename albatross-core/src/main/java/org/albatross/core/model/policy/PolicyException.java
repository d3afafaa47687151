package org.albatross.core.model.policy;

import org.albatross.core.model.AlbatrossException;

/**
 * A policy, or what else governs resources, does not allow what was asked for
 * (docs/protocol/daemons.md, Policies).
 */
public final class PolicyException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  public PolicyException(String message) {
    super(message);
  }
}
