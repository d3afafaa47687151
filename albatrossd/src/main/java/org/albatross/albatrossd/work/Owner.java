package org.albatross.albatrossd.work;

import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.net.PeerRole;

/**
 * For whom something is done: what one owner asks for does not keep the others waiting.
 *
 * @param role who connected
 * @param tenant whose path it is; for the administrator, who is one owner whatever the path, the
 *     root
 */
public record Owner(PeerRole role, Path tenant) {
  public static Owner of(PeerRole role, Name name) {
    return new Owner(role, role == PeerRole.ADMINISTRATOR ? Path.ROOT : name.path().tenant());
  }

  public boolean isAdministrator() {
    return role == PeerRole.ADMINISTRATOR;
  }

  /** As messages name it. */
  @Override
  public String toString() {
    if (isAdministrator()) {
      return "the administrator";
    }
    return tenant.isRoot() ? "the root" : "the tenant " + tenant.labels().get(0);
  }
}
