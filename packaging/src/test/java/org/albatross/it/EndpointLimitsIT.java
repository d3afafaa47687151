package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that stop in the middle, or are many: they cost a place for some time, and no more. */
class EndpointLimitsIT {
  private static final int CROWD = 1000;
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private static Sandbox sandbox;
  private static Remote remote;
  private static int descriptors;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.trusting(CA, sandbox, "--handshake-timeout", "5", "--idle-timeout", "2");
    sandbox.client("create-block", "disk", "4").ok();
    assertServed();
    descriptors = descriptors();
  }

  @AfterAll
  static void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    Sandbox.eventually("descriptors are given back", () -> descriptors() <= descriptors);
    assertServed();
  }

  private static int descriptors() {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + remote.endpoint().pid() + "/fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static TestCertificate leaf(String name, Payload.Command command) {
    return CA.issue(CertificateSpec.leaf(name).albatross(CertificateExtension.encode(command)));
  }

  private static void assertServed() throws Exception {
    remote.present(leaf("disk", new BlockCommand.Info())).ok();
  }

  private static Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), remote.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.getInputStream().readAllBytes();
      return true;
    } catch (java.net.SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      return true; // reset
    }
  }

  @Test
  void aThousandIdleConnectionsDoNotKeepAnHonestClientOut() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    try {
      for (int i = 0; i < CROWD; i++) {
        crowd.add(connect());
      }
      assertServed();
      Sandbox.eventually("the crowd is gone", () -> descriptors() <= descriptors);
    } finally {
      for (Socket each : crowd) {
        each.close();
      }
    }
  }

  @Test
  void whoHasItsAnswerAndLeavesGivesItsPlaceBackAtOnce() throws Exception {
    Remote small = Remote.trusting(CA, sandbox, "--max-connections", "2");
    try {
      TestCertificate leaf = leaf("disk", new BlockCommand.Info());
      for (int i = 0; i < 20; i++) {
        try (SSLSocket socket = new RawTls(small.port()).connect(leaf)) {
          socket.setSoTimeout(20_000);
          assertTrue(socket.getInputStream().read() >= 0, "no answer to client " + i);
        }
      }
    } finally {
      small.close();
    }
  }

  @Test
  void whoStopsWithinTheHandshakeIsClosed() throws Exception {
    try (Socket socket = connect()) {
      // The beginning of a ClientHello, as far as its length.
      socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3});
      assertTrue(isClosed(socket));
    }
  }

  @Test
  void whoStopsWithinAFrameOrBetweenTwoIsTold() throws Exception {
    TestCertificate leaf = leaf("disk", new BlockCommand.Set(false));
    for (byte[] begun : List.of(new byte[] {0, 0}, new byte[] {0, 1, 0, 0, 7, 7}, new byte[0])) {
      try (SSLSocket socket = new RawTls(remote.port()).connect(leaf)) {
        socket.getOutputStream().write(begun);
        String refusal = failure(socket.getInputStream());
        assertTrue(refusal.contains("within 2 s"), refusal);
      }
    }
    Sandbox.eventually("nothing is left of what was begun", () -> transfers().isEmpty());
  }

  @Test
  void aFrameOfNegativeLengthIsToldOf() throws Exception {
    TestCertificate leaf = leaf("disk", new BlockCommand.Set(false));
    try (SSLSocket socket = new RawTls(remote.port()).connect(leaf)) {
      socket.getOutputStream().write(new byte[] {-1, -1, -1, -1});
      String refusal = failure(socket.getInputStream());
      assertTrue(refusal.contains("negative length"), refusal);
    }
  }

  @Test
  void whoLeavesWithinAStreamLeavesTheOldData() throws Exception {
    TestCertificate leaf = leaf("disk", new BlockCommand.Set(false));
    for (int i = 0; i < 5; i++) {
      try (SSLSocket socket = new RawTls(remote.port()).connect(leaf)) {
        socket.getOutputStream().write(new byte[] {0, 1, 0, 0, 7, 7, 7});
      }
    }
    Sandbox.eventually("no transfer is left", () -> transfers().isEmpty());
    sandbox.client("destroy-block", "disk").ok();
    sandbox.client("create-block", "disk", "4").ok();
  }

  private static List<Path> transfers() {
    try (Stream<Path> files = Files.list(sandbox.db().resolve("block"))) {
      return files.filter(file -> !file.getFileName().toString().equals(":disk")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static String failure(InputStream in) throws Exception {
    int length = ByteBuffer.wrap(in.readNBytes(4)).getInt();
    Message message = Wire.decode(in.readNBytes(length));
    return ((Payload.Failure) message.payload()).message();
  }

  @Test
  void aStrangerThatSendsOnHearsWhyItIsNotLetIn() throws Exception {
    TestCertificate stranger = TestCertificate.authority("stranger");
    TestCertificate leaf =
        stranger.issue(
            CertificateSpec.leaf("x")
                .albatross(CertificateExtension.encode(new BlockCommand.Info())));
    for (int i = 0; i < 10; i++) {
      try (SSLSocket socket = new RawTls(remote.port()).connect(leaf)) {
        socket.getOutputStream().write(new byte[1 << 17]);
        String why =
            assertThrows(IOException.class, () -> socket.getInputStream().read()).getMessage();
        assertTrue(why.contains("certificate"), why);
      }
    }
  }

  /** OpenSSL's client, which changes its keys and demands new ones for each K. */
  private static Process openssl(TestCertificate leaf) throws Exception {
    TestCertificate.write(remote.file("leaf.pem"), leaf);
    Files.deleteIfExists(remote.file("leaf.key"));
    leaf.writeKey(remote.file("leaf.key"));
    String line = "openssl s_client -connect %s -tls1_3 -cert leaf.pem -key leaf.key";
    return new ProcessBuilder(line.formatted(remote.destination()).split(" "))
        .directory(remote.file(".").toFile())
        .redirectErrorStream(true)
        .redirectOutput(remote.file("openssl.log").toFile())
        .start();
  }

  private static void demandNewKeys(Process openssl) throws IOException {
    openssl.getOutputStream().write("K\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    openssl.getOutputStream().flush();
  }

  /** Whether it was closed; if not, it demands new keys once more. */
  private static boolean hasEnded(Process openssl) {
    try {
      demandNewKeys(openssl);
    } catch (IOException e) {
      return !openssl.isAlive(); // it does not read any more
    }
    return !openssl.isAlive();
  }

  @Test
  void whoDemandsNewKeysAgainAndAgainIsClosed() throws Exception {
    Process openssl = openssl(leaf("x", new ConsoleCommand.SubscribeLast(1)));
    try {
      Sandbox.eventually("it waits", () -> remote.log().contains("console subscribe last for x"));
      for (int i = 0; i < 10; i++) {
        demandNewKeys(openssl);
        TimeUnit.MILLISECONDS.sleep(30); // it takes one at a time
      }
      assertTrue(openssl.isAlive(), "a few are no reason");
      Sandbox.eventually("it is closed", () -> hasEnded(openssl));
      assertTrue(remote.log().contains("records said nothing"), remote::log);
    } finally {
      openssl.destroy();
    }
  }

  @Test
  void whatIsSentWithoutBeingAskedForIsThrownAway() throws Exception {
    TestCertificate leaf = leaf("disk", new BlockCommand.Info());
    try (SSLSocket socket = new RawTls(remote.port()).connect(leaf)) {
      socket.getOutputStream().write(new byte[] {0, 0, 0, 0});
      assertTrue(socket.getInputStream().read() >= 0);
    }
  }
}
