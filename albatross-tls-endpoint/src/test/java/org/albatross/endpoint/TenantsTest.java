package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import org.albatross.core.daemon.Shares;
import org.albatross.core.model.Label;
import org.albatross.core.model.Path;
import org.albatross.core.tls.ChainException;
import org.junit.jupiter.api.Test;

/** What one tenant may take of the endpoint. */
final class TenantsTest {
  private static final Path ONE = Path.ROOT.child(new Label("one"));
  private static final Path OTHER = Path.ROOT.child(new Label("other"));

  private static Tenants tenants(int connections, int bytes) {
    return new Tenants(new Shares<>(connections, 100), new Shares<>(bytes, 1000));
  }

  @Test
  void eachTenantHasItsShareOfConnectionsAndNothingIsKeptOfWhoIsGone() throws Exception {
    Tenants tenants = tenants(2, 1000);
    List<Tenants.Member> members = new ArrayList<>();
    members.add(tenants.enter(ONE, 10));
    Tenants.Member second = tenants.enter(ONE, 10);
    assertThrows(ChainException.class, () -> tenants.enter(ONE, 10));
    members.add(tenants.enter(OTHER, 10));
    members.add(tenants.enter(Path.ROOT, 10));
    second.leave();
    members.add(tenants.enter(ONE, 10));
    members.forEach(Tenants.Member::leave);
    assertEquals(0, tenants.connections().owners());
    assertEquals(0, tenants.certificates().owners());
  }

  @Test
  void largeCertificatesOfOneTenantLeaveRoomForThoseOfOthers() throws Exception {
    Tenants tenants = tenants(10, 250);
    Tenants.Member large = tenants.enter(ONE, 200);
    assertThrows(ChainException.class, () -> tenants.enter(ONE, 100));
    tenants.enter(OTHER, 200).leave();
    large.leave();
    tenants.enter(ONE, 100).leave();
    assertEquals(0, tenants.connections().owners());
  }
}
