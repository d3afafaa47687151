package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No address and no tenant gets all the places. */
class EndpointSharesIT {
  private static final String CROWDED = "192.0.2.1";
  private static final String OTHER = "192.0.2.2";
  private static final int CROWD = 20;
  private static final int SHARE = 4;
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private static final Payload.Command WAIT = new ConsoleCommand.SubscribeLast(1);

  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
  }

  @AfterEach
  void stop() throws Exception {
    sandbox.close();
  }

  private static CertificateSpec tenant(String name) {
    Policy policy =
        new Policy(new TreeSet<>(List.of(0L)), 4, 64, OptionalLong.empty(), new TreeSet<>());
    return CertificateSpec.ca(name)
        .albatross(CertificateExtension.encode(new PolicyCommand.Add(policy)));
  }

  private static TestCertificate leaf(
      String name, TestCertificate issuer, Payload.Command command) {
    return issuer.issue(CertificateSpec.leaf(name).albatross(CertificateExtension.encode(command)));
  }

  @Test
  void anAddressFullOfSilentConnectionsKeepsNobodyOutForLong() throws Exception {
    assumeTrue(Sandbox.isRoot(), "needs addresses in a network namespace");
    sandbox.addAddresses(CROWDED, OTHER);
    Remote remote = Remote.inside(CA, sandbox, "--max-per-address", String.valueOf(SHARE));
    TestCertificate list = leaf(".", CA, new ConsoleCommand.ListInactive());
    String open = "exec {fd}<>/dev/tcp/%s/%s; ".formatted(CROWDED, remote.port());
    Process crowd =
        new ProcessBuilder(
                sandbox.inside(List.of("bash", "-c", open.repeat(CROWD) + "exec sleep 30")))
            .redirectErrorStream(true)
            .start();
    try {
      Sandbox.eventually("all have come", () -> turnedAway(remote) == CROWD - SHARE);
      assertEquals(0, remote.presentFrom(OTHER, list));
      // The others have had their time: one of them makes room.
      TimeUnit.SECONDS.sleep(2);
      assertEquals(0, remote.presentFrom(CROWDED, list));
      assertTrue(remote.log().contains("others of its address wait"), remote::log);
    } finally {
      crowd.destroy();
      assertTrue(crowd.waitFor(10, TimeUnit.SECONDS));
      remote.close();
    }
  }

  private static int turnedAway(Remote remote) {
    return remote.log().split("turned away, its address has", -1).length - 1;
  }

  private static Payload answer(SSLSocket socket) throws Exception {
    InputStream in = socket.getInputStream();
    int length = ByteBuffer.wrap(in.readNBytes(4)).getInt();
    Message message = Wire.decode(in.readNBytes(length));
    return message.payload();
  }

  @Test
  void aTenantHasItsShareHoweverItsChainsGoOn() throws Exception {
    Remote remote = Remote.trusting(CA, sandbox, "--max-per-tenant", "2");
    try {
      TestCertificate one = CA.issue(tenant("one"));
      TestCertificate part = one.issue(tenant("part"));
      TestCertificate other = CA.issue(tenant("other"));
      RawTls tls = new RawTls(remote.port());
      try (SSLSocket first = tls.connect(leaf("a", one, WAIT), one);
          SSLSocket second = tls.connect(leaf("b", part, WAIT), part, one)) {
        assertTrue(!(answer(first) instanceof Payload.Failure));
        assertTrue(!(answer(second) instanceof Payload.Failure));
        try (SSLSocket third = tls.connect(leaf("c", one, WAIT), one)) {
          String why = ((Payload.Failure) answer(third)).message();
          assertTrue(why.contains("the tenant one has 2 connections already"), why);
        }
        remote.present(leaf(".", other, new ConsoleCommand.ListInactive()), other).ok();
      }
      Sandbox.eventually("places are given back", () -> isServed(tls, one));
    } finally {
      remote.close();
    }
  }

  private static boolean isServed(RawTls tls, TestCertificate tenant) {
    try (SSLSocket socket = tls.connect(leaf("d", tenant, WAIT), tenant)) {
      return !(answer(socket) instanceof Payload.Failure);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
