package org.albatross.endpoint;

import java.util.Optional;
import org.albatross.core.daemon.Shares;
import org.albatross.core.model.Path;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.tls.ChainException;
import org.albatross.core.tls.ClientChain;

/**
 * What each tenant takes of the endpoint: connections of which is known whose they are, and the
 * memory of their certificates. A tenant is whom the CA itself gave a policy, with all below; or
 * the CA, for what it signed without one.
 *
 * @param connections how many are open
 * @param certificates bytes of their handshakes
 */
record Tenants(Shares<Path> connections, Shares<Path> certificates) {
  /** Nobody is there. */
  static Tenants of(Limits limits) {
    long bytes = limits.handshakeBytes();
    long perTenant = Math.max(bytes / Limits.TENANTS, limits.certificate());
    return new Tenants(
        new Shares<>(limits.perTenant(), Integer.MAX_VALUE), new Shares<>(perTenant, bytes));
  }

  /** One connection. */
  final class Member {
    private final Path tenant;
    private final long bytes;

    private Member(Path tenant, long bytes) {
      this.tenant = tenant;
      this.bytes = bytes;
    }

    /** Gives back what it took; to be called once. */
    void leave() {
      connections.giveBack(tenant, 1);
      certificates.giveBack(tenant, bytes);
    }
  }

  /**
   * One more connection.
   *
   * @param bytes of its certificates
   * @throws ChainException if its tenant has as much as it may have
   */
  Member enter(Path tenant, long bytes) throws ChainException {
    if (!connections.take(tenant, 1)) {
      throw new ChainException(
          "%s has %s connections already, and may not have more (--max-per-tenant)"
              .formatted(named(tenant), connections.of(tenant)));
    }
    if (!certificates.take(tenant, bytes)) {
      connections.giveBack(tenant, 1);
      throw new ChainException(
          "the certificates of %s take %s KiB already; try again later"
              .formatted(named(tenant), certificates.of(tenant) >> 10));
    }
    return new Member(tenant, bytes);
  }

  /**
   * One more connection of a client whose request is refused, and which may be sending.
   *
   * @param bytes of its certificates
   * @return absent if its tenant has as much as it may have, or is nobody by name
   */
  Optional<Member> enterRefused(ClientChain chain, long bytes) {
    try {
      return Optional.of(enter(CertificateRequest.nameOf(chain).path().tenant(), bytes));
    } catch (ChainException e) {
      return Optional.empty();
    }
  }

  private static String named(Path tenant) {
    return tenant.isRoot() ? "the CA" : "the tenant " + tenant.labels().get(0);
  }

  /** Whose a request is. */
  static Path of(CertificateRequest request) {
    return request.grants().isEmpty() ? Path.ROOT : request.grants().get(0).path();
  }
}
