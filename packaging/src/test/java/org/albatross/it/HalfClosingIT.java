package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;
import org.albatross.benchmarks.attack.CertifiedTenant;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.benchmarks.attack.SampleImages;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.Service;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who says that it has said all is answered: it may still listen. */
class HalfClosingIT {
  private static final int MAX_FRAME = 64 << 20;
  private static final int HANGS_MILLIS = 20_000;
  private static final int MEGABYTES = 4;
  private static final Bytes NOTHING = Bytes.EMPTY;
  private static final TestCertificate CA = TestCertificate.authority("ca");
  private static final CertifiedTenant TENANT = CertifiedTenant.of(CA, "tenant");

  private Sandbox sandbox;
  private Remote remote;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.trusting(CA, sandbox);
  }

  @AfterEach
  void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  /** A command, and what follows it. */
  private record Said(String label, Payload.Command command, Bytes data) {}

  /** In an order in which each can be done. */
  private static List<Said> conversation() {
    byte[] image = SampleImages.honest();
    return List.of(
        new Said("streamed", Creates.streamed(), Bytes.wrap(image)),
        new Said("whole", Creates.whole(false, image), NOTHING),
        new Said("streamed", new UnikernelCommand.Get(0), NOTHING),
        new Said(".", new UnikernelCommand.Info(InfoShape.CURRENT), NOTHING),
        new Said("streamed", new UnikernelCommand.Destroy(), NOTHING),
        new Said("whole", new UnikernelCommand.Destroy(), NOTHING),
        new Said("disk", new BlockCommand.Add(MEGABYTES), NOTHING),
        new Said("disk", new BlockCommand.Set(false), Bytes.wrap(new byte[MEGABYTES << 20])),
        new Said("disk", new BlockCommand.Dump(0), NOTHING),
        new Said("other", new BlockCommand.Add(MEGABYTES), NOTHING),
        new Said("other", new BlockCommand.Remove(), NOTHING),
        new Said(".", new ConsoleCommand.ListInactive(), NOTHING));
  }

  private interface Way {
    Payload answer(Said said) throws Exception;
  }

  /** Each is tried, so that a failure says of which kinds it is. */
  private static void assertAnswered(Way way) {
    Map<String, String> failures = new TreeMap<>();
    for (Said said : conversation()) {
      String what = said.command().getClass().getSimpleName() + " " + said.label();
      try {
        Payload answer = way.answer(said);
        if (!(answer instanceof Success)) {
          failures.put(what, answer.toString());
        }
      } catch (Exception e) {
        failures.put(what, e.toString());
      }
    }
    assertTrue(failures.isEmpty(), failures::toString);
  }

  @Test
  void whoShutsALocalConnectionAfterAllIsSaidIsAnswered() {
    assertAnswered(this::byUnixSocket);
  }

  private Payload byUnixSocket(Said said) throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Service service = Service.of(said.command());
      channel.connect(UnixDomainSocketAddress.of(service.socket(sandbox.run())));
      FrameChannel frames = new FrameChannel(channel, MAX_FRAME);
      Name name = said.label().equals(".") ? Name.ROOT : Name.parse("local:" + said.label());
      frames.send(Wire.encode(new Message(1, name, said.command())));
      for (byte[] piece : pieces(said.data().toArray())) {
        frames.send(piece);
      }
      channel.shutdownOutput();
      return Wire.decode(frames.receive().orElseThrow()).payload();
    }
  }

  private static List<byte[]> pieces(byte[] data) {
    return data.length == 0 ? List.of() : List.of(data, new byte[0]);
  }

  @Test
  void whoEndsTlsAndTheConnectionAfterAllIsSaidIsAnswered() {
    assertAnswered(
        said ->
            overTls(
                said,
                (plain, tls) -> {
                  tls.shutdownOutput();
                  plain.shutdownOutput();
                }));
  }

  @Test
  void whoEndsTlsAfterAllIsSaidIsAnswered() {
    assertAnswered(said -> overTls(said, (plain, tls) -> tls.shutdownOutput()));
  }

  @Test
  void whoEndsTheConnectionWithoutAWordOfTlsAfterAllIsSaidIsAnswered() {
    assertAnswered(said -> overTls(said, (plain, tls) -> plain.shutdownOutput()));
  }

  private interface End {
    void of(Socket plain, SSLSocket tls) throws IOException;
  }

  private Payload overTls(Said said, End end) throws Exception {
    try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), remote.port());
        SSLSocket tls =
            (SSLSocket)
                TENANT
                    .request(said.label(), said.command())
                    .getSocketFactory()
                    .createSocket(plain, "localhost", remote.port(), false)) {
      plain.setSoTimeout(HANGS_MILLIS);
      tls.startHandshake();
      for (byte[] piece : pieces(said.data().toArray())) {
        tls.getOutputStream()
            .write(
                ByteBuffer.allocate(Integer.BYTES + piece.length)
                    .putInt(piece.length)
                    .put(piece)
                    .array());
      }
      end.of(plain, tls);
      DataInputStream in = new DataInputStream(tls.getInputStream());
      return Wire.decode(in.readNBytes(in.readInt())).payload();
    }
  }

  /** What is not whole is refused, and leaves nothing. */
  @Test
  void whoShutsTheConnectionWithinAnUploadHasNoUnikernel() throws Exception {
    Said half = new Said("half", Creates.streamed(), NOTHING);
    try {
      Payload answer = byUnixSocket(half);
      assertTrue(answer instanceof Payload.Failure, answer::toString);
    } catch (NoSuchElementException e) {
      // Closed without a word is a refusal, too.
      assertTrue(sandbox.tenders().isEmpty());
    }
    Payload info =
        byUnixSocket(new Said(".", new UnikernelCommand.Info(InfoShape.CURRENT), NOTHING));
    assertTrue(info.toString().endsWith("unikernels=[]]"), info::toString);
  }
}
