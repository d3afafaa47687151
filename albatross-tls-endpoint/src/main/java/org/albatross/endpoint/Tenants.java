package org.albatross.endpoint;

import java.util.HashMap;
import java.util.Map;
import org.albatross.core.model.Path;
import org.albatross.core.tls.CertificateRequest;

/**
 * Connections of which is known whose they are: so many of each tenant and no more. A tenant is
 * whom the CA itself gave a policy, with all below; or the CA, for what it signed without one. Not
 * thread-safe.
 */
final class Tenants {
  private final int most;
  private final Map<Path, Integer> open = new HashMap<>();

  Tenants(int most) {
    this.most = most;
  }

  /** Whose a request is. */
  static Path of(CertificateRequest request) {
    return request.grants().isEmpty() ? Path.ROOT : request.grants().get(0).path();
  }

  /**
   * One more connection, to be given back by {@link #leave}.
   *
   * @return whether there is a place for it
   */
  boolean enter(Path tenant) {
    if (open.getOrDefault(tenant, 0) >= most) {
      return false;
    }
    open.merge(tenant, 1, Integer::sum);
    return true;
  }

  void leave(Path tenant) {
    open.computeIfPresent(tenant, (path, count) -> count > 1 ? count - 1 : null);
  }

  /** How many tenants are there. */
  int size() {
    return open.size();
  }
}
