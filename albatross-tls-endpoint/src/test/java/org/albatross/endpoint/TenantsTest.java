package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.albatross.core.model.Label;
import org.albatross.core.model.Path;
import org.junit.jupiter.api.Test;

/** How many connections one tenant may have. */
final class TenantsTest {
  private static final Path ONE = Path.ROOT.child(new Label("one"));
  private static final Path OTHER = Path.ROOT.child(new Label("other"));

  @Test
  void eachTenantHasItsShareAndNothingIsKeptOfWhoIsGone() {
    Tenants tenants = new Tenants(2);
    assertTrue(tenants.enter(ONE));
    assertTrue(tenants.enter(ONE));
    assertFalse(tenants.enter(ONE));
    assertTrue(tenants.enter(OTHER));
    assertTrue(tenants.enter(Path.ROOT));
    tenants.leave(ONE);
    assertTrue(tenants.enter(ONE));
    for (Path each : new Path[] {ONE, ONE, OTHER, Path.ROOT}) {
      tenants.leave(each);
    }
    assertEquals(0, tenants.size());
  }
}
