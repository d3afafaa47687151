package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.albatross.benchmarks.attack.CertifiedTenant;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Entrance;
import org.albatross.benchmarks.attack.HostParty;
import org.albatross.benchmarks.attack.Party;
import org.albatross.benchmarks.attack.RemoteParty;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.net.Service;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.pki.TestCertificate;

/**
 * A host with the endpoint as a user of its own, the tenant {@code hostile}, and the honest ones:
 * another tenant, and the administrator on the host.
 */
final class Besieged {
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private final Sandbox sandbox;
  private final Remote remote;
  private final CertifiedTenant hostile = CertifiedTenant.of(CA, "hostile");
  private final Party honest;
  private final Party administrator;
  private final Party overHostile;
  private int rounds;

  private Besieged(Sandbox sandbox, String... endpointOptions) throws Exception {
    this.sandbox = sandbox;
    remote = Remote.asNobody(CA, sandbox, endpointOptions);
    honest = new RemoteParty(CertifiedTenant.of(CA, "honest"), remote.port());
    administrator = new HostParty(sandbox.run(), "admin:");
    overHostile = new HostParty(sandbox.run(), "hostile:");
  }

  /** All daemons as they are by default. */
  static Besieged started() throws Exception {
    return around(Sandbox.started());
  }

  /** With daemons that run already. */
  static Besieged around(Sandbox sandbox, String... endpointOptions) throws Exception {
    Besieged host = new Besieged(sandbox, endpointOptions);
    host.assertServed(); // what is slow the first time is no part of an attack
    return host;
  }

  Sandbox sandbox() {
    return sandbox;
  }

  Remote remote() {
    return remote;
  }

  /** What it asks over TLS. */
  Entrance byHostile(String label, Payload.Command command) {
    return byHostile(label, command, remote.port());
  }

  /** The same at another endpoint of this host. */
  Entrance byHostile(String label, Payload.Command command, int port) {
    return Entrance.remote(port, hostile.request(label, command));
  }

  /** One more endpoint before the same daemons; what it adds is closed with {@link #remote}. */
  Remote anotherEndpoint() throws Exception {
    return Remote.asNobody(CA, sandbox);
  }

  /** How many connections albatrossd has, and what it has beside them, which stays the same. */
  int connections() {
    return sandbox.descriptors("albatrossd");
  }

  /** How many connections the endpoint has, with what it has beside them. */
  int connectionsOfEndpoint() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + remote.endpoint().pid() + "/fd"))) {
      return (int) files.count();
    }
  }

  /** Sends albatrossd a signal. */
  void signalAlbatrossd(String signal) throws Exception {
    String pid = String.valueOf(sandbox.daemon("albatrossd").pid());
    assertEquals(0, new ProcessBuilder("kill", "-" + signal, pid).start().waitFor());
  }

  Entrance local(Service service) {
    return Entrance.local(sandbox.run(), service);
  }

  /** The same tenant when it behaves. */
  Party hostile() {
    return new RemoteParty(hostile, remote.port());
  }

  /** Another tenant. */
  Party honest() {
    return honest;
  }

  /** What is said to a daemon's socket. */
  static byte[] message(String name, Payload.Command command) throws Exception {
    return Wire.encode(new Message(1, Name.parse(name), command));
  }

  /** The administrator, who names unikernels of the hostile tenant. */
  Party overHostile() {
    return overHostile;
  }

  Party administrator() {
    return administrator;
  }

  /** Waits until the endpoint has let in so many with a command. */
  void await(int count, String command) throws InterruptedException {
    Sandbox.eventually(
        () -> count + " came with " + command + ": " + letIn(command),
        () -> letIn(command) >= count);
  }

  private long letIn(String command) {
    return remote.log().lines().filter(line -> line.contains(": " + command + " for ")).count();
  }

  static void ok(Payload answer) {
    assertTrue(answer instanceof Success, answer::toString);
  }

  /** What everybody is promised, whatever the hostile tenant does. */
  void assertServed() throws IOException {
    String label = "u" + rounds++;
    List<Party> all = List.of(honest, administrator);
    for (Party each : all) {
      ok(each.info());
    }
    for (Party each : all) {
      ok(each.create(label));
    }
    for (Party each : all) {
      ok(each.destroy(label));
    }
  }

  /** The same, and that it was before the attack was over. */
  void assertServedDuring(Crowd attack) throws IOException {
    assertServed();
    assertTrue(attack.holding() > 0, () -> "nobody attacks any more: " + attack);
  }

  void close() throws Exception {
    remote.close();
    sandbox.close();
  }
}
