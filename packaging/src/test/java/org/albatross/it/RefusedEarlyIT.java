package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.albatross.benchmarks.attack.CertifiedTenant;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Who says all that it has to say before it reads, as mollymawk does, hears why its command was
 * refused: as long as it keeps to what uploads may have.
 */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RefusedEarlyIT {
  private static final int LARGE = 32 << 20;
  private static final int SMALL = 8 << 20;
  private static final int LIMIT = 16 << 20;
  private static final int OVER_THE_LIMIT = 64 << 20;

  /** Longer than anybody who has nothing more to say is waited for. */
  private static final int PAUSE_MILLIS = 3000;

  private static final int BEFORE_THE_PAUSE = 1 << 20;
  private static final int TOO_MUCH_MEMORY = 100_000;
  private static final int MAX_MEGABYTES = 1;
  private static final TestCertificate CA = TestCertificate.authority("ca");
  private static final CertifiedTenant TENANT = CertifiedTenant.of(CA, "tenant");

  private static Sandbox sandbox;
  private static Remote remote;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.trusting(CA, sandbox);
    sandbox.client("create", "tenant:there", sandbox.image("sleeper").toString()).ok();
    sandbox.client("create-block", "tenant:small", Integer.toString(MAX_MEGABYTES)).ok();
  }

  @AfterAll
  static void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  /** How what follows a command is sent. */
  private interface Sender {
    void send(DataOutputStream out) throws Exception;
  }

  private static Sender whole(int bytes) {
    return out -> {
      out.writeInt(bytes);
      zeros(out, bytes);
      out.writeInt(0);
    };
  }

  private static Sender withAPause(int bytes) {
    return out -> {
      out.writeInt(bytes);
      zeros(out, BEFORE_THE_PAUSE);
      out.flush();
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      zeros(out, bytes - BEFORE_THE_PAUSE);
      out.writeInt(0);
    };
  }

  private static void zeros(OutputStream out, int bytes) throws IOException {
    byte[] piece = new byte[1 << 16];
    for (int sent = 0; sent < bytes; sent += piece.length) {
      out.write(piece);
    }
  }

  private static String locally(String label, Payload.Command command, Sender sender)
      throws Exception {
    return locally(sandbox, label, command, sender);
  }

  private static String locally(Sandbox host, String label, Payload.Command command, Sender sender)
      throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(host.run().resolve("util/vmmd.sock")));
      byte[] message = Wire.encode(new Message(1, Name.parse("tenant:" + label), command));
      DataOutputStream out =
          new DataOutputStream(
              new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
      out.writeInt(message.length);
      out.write(message);
      sender.send(out);
      out.flush();
      return answer(Channels.newInputStream(channel));
    }
  }

  private static String overTls(String label, Payload.Command command, Sender sender)
      throws Exception {
    return overTls(remote, label, command, sender);
  }

  private static String overTls(Remote host, String label, Payload.Command command, Sender sender)
      throws Exception {
    try (SSLSocket socket = new RawTls(host.port()).connect(TENANT.chain(label, command))) {
      DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 1 << 16));
      sender.send(out);
      out.flush();
      return answer(socket.getInputStream());
    }
  }

  /** The only answer, up to the end of what is said. */
  private static String answer(InputStream stream) throws Exception {
    DataInputStream in = new DataInputStream(stream);
    Payload answer = Wire.decode(in.readNBytes(in.readInt())).payload();
    assertEquals(-1, in.read());
    return ((Payload.Failure) answer).message();
  }

  private static void assertSays(String part, String whole) {
    assertTrue(whole.contains(part), whole);
  }

  @Test
  void whoSendsItsWholeImageForANameThatIsTakenIsToldSo() throws Exception {
    for (int bytes : new int[] {SMALL, LARGE}) {
      assertSays("exists already", locally("there", Creates.streamed(), whole(bytes)));
      assertSays("exists already", overTls("there", Creates.streamed(), whole(bytes)));
    }
  }

  @Test
  void whoSendsAllDataOfAnUnknownBlockDeviceIsToldSo() throws Exception {
    assertSays("no block device", locally("none", new BlockCommand.Set(false), whole(LARGE)));
    assertSays("no block device", overTls("none", new BlockCommand.Set(false), whole(LARGE)));
  }

  @Test
  void whoIsRefusedInTheMiddleOfWhatItSendsIsToldWhy() throws Exception {
    assertSays("1 MB", locally("small", new BlockCommand.Set(false), whole(LARGE)));
    assertSays("1 MB", overTls("small", new BlockCommand.Set(false), whole(LARGE)));
  }

  @Test
  void whoAsksForMoreThanItsPolicyAllowsAndSendsItsWholeImageIsToldSo() throws Exception {
    Payload.Command greedy = Creates.streamed(TOO_MUCH_MEMORY, false);
    assertSays("memory", overTls("greedy", greedy, whole(LARGE)));
  }

  @Test
  void whoSendsSlowlyIsWaitedForAsInAnUpload() throws Exception {
    assertSays("exists already", locally("there", Creates.streamed(), withAPause(LARGE)));
    assertSays("exists already", overTls("there", Creates.streamed(), withAPause(LARGE)));
  }

  @Test
  void whoSendsMoreThanAnUploadMayHaveIsReset() throws Exception {
    Remote narrow = Remote.trusting(CA, sandbox, "--max-message", Integer.toString(LIMIT));
    try {
      assertThrows(
          IOException.class,
          () -> overTls(narrow, "there", Creates.streamed(), whole(OVER_THE_LIMIT)));
    } finally {
      narrow.close();
    }
    Sandbox host = new Sandbox();
    try {
      host.startConsole();
      host.startAlbatrossd("--max-message", Integer.toString(LIMIT));
      host.client("create", "tenant:there", host.image("sleeper").toString()).ok();
      assertThrows(
          IOException.class,
          () -> locally(host, "there", Creates.streamed(), whole(OVER_THE_LIMIT)));
    } finally {
      host.close();
    }
  }

  @Test
  void whoIsRefusedAndSendsNothingMoreIsClosed() throws Exception {
    Remote impatient = Remote.trusting(CA, sandbox, "--idle-timeout", "2");
    try {
      assertSays("exists already", overTls(impatient, "there", Creates.streamed(), whole(SMALL)));
      int before = descriptors(impatient);
      try (SSLSocket socket =
          new RawTls(impatient.port()).connect(TENANT.chain("there", Creates.streamed()))) {
        assertSays("exists already", answer(socket.getInputStream()));
        Sandbox.eventually("the endpoint is done", () -> descriptors(impatient) <= before);
      }
    } finally {
      impatient.close();
    }
  }

  @Test
  void whoSendsWithoutEndBehindItsEndIsClosed() throws Exception {
    try (SSLSocket socket =
        new RawTls(remote.port()).connect(TENANT.chain("there", Creates.streamed()))) {
      assertThrows(
          IOException.class,
          () -> {
            while (true) {
              socket.getOutputStream().write(new byte[1 << 16]);
            }
          });
    }
  }

  private static int descriptors(Remote host) {
    try (Stream<Path> open = Files.list(Path.of("/proc/" + host.endpoint().pid() + "/fd"))) {
      return (int) open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
