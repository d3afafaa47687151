package org.albatross.endpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

/**
 * What the client hears of what a daemon says (docs/protocol/daemons.md, albatross-tls-endpoint).
 */
final class ReplyRelayTest {
  private static final Name FROM_DAEMON = Name.of(Path.ROOT.child(new Label("daemon")));
  private static final Name FROM_CERTIFICATES =
      Name.of(Path.ROOT.child(new Label("user")), new Label("hello"));

  private static final class Client implements ReplyRelay.Sink {
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private final List<String> events = new ArrayList<>();
    private int largest;

    @Override
    public void forward(ByteBuf bytes) {
      largest = Math.max(largest, bytes.readableBytes());
      byte[] copy = new byte[bytes.readableBytes()];
      bytes.readBytes(copy);
      bytes.release();
      heard.writeBytes(copy);
    }

    @Override
    public void end() {
      events.add("end");
    }

    @Override
    public void broken(String why, boolean withinReply) {
      events.add((withinReply ? "cut: " : "broken: ") + why);
    }
  }

  private final Client client = new Client();

  private ReplyRelay relay(ReplyRelay.Replies replies) {
    return new ReplyRelay(replies, FROM_CERTIFICATES, Optional.empty(), "albatrossd", client);
  }

  private static byte[] frame(byte[] message) {
    return ByteBuffer.allocate(4 + message.length).putInt(message.length).put(message).array();
  }

  private static byte[] daemonSays(Payload payload) {
    return frame(Wire.encode(new Message(42, FROM_DAEMON, payload)));
  }

  private static byte[] lastWord(Payload payload) {
    return frame(Wire.encode(new Message(0, FROM_CERTIFICATES, payload)));
  }

  private void accept(ReplyRelay relay, byte[] bytes, int step) {
    for (int from = 0; from < bytes.length; from += step) {
      relay.accept(Unpooled.copiedBuffer(bytes, from, Math.min(step, bytes.length - from)));
    }
  }

  private static Payload block(String text) {
    return new Payload.BlockData(Optional.of(Bytes.utf8(text)));
  }

  @Test
  void aReplyGetsTheNameOfTheCertificatesHoweverItComes() {
    Payload large = new Success.UnikernelImage(new Image(false, Bytes.wrap(new byte[100_000])));
    for (Payload payload : List.of(new Success.Text("done"), large, new Payload.Failure("no"))) {
      for (int step : new int[] {1, 7, 1024, 1 << 20}) {
        Client fresh = new Client();
        ReplyRelay relay =
            new ReplyRelay(
                ReplyRelay.Replies.ONE, FROM_CERTIFICATES, Optional.empty(), "albatrossd", fresh);
        accept(relay, daemonSays(payload), step);
        assertArrayEquals(lastWord(payload), fresh.heard.toByteArray());
        assertEquals(List.of("end"), fresh.events);
        assertTrue(fresh.largest <= Math.max(step, 5000), "held " + fresh.largest);
      }
    }
  }

  @Test
  void aDumpKeepsTheHeadersOfTheDaemonButForTheLast() {
    byte[] begin = daemonSays(new Success.BlockImage(false));
    byte[] piece = daemonSays(block("x".repeat(5000)));
    byte[] end = daemonSays(new Payload.BlockData(Optional.empty()));
    ReplyRelay relay = relay(ReplyRelay.Replies.DUMP);
    for (byte[] each : List.of(begin, piece, end)) {
      accept(relay, each, 100);
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(begin);
    expected.writeBytes(piece);
    expected.writeBytes(lastWord(new Payload.BlockData(Optional.empty())));
    assertArrayEquals(expected.toByteArray(), client.heard.toByteArray());
    assertEquals(List.of("end"), client.events);
  }

  @Test
  void aDumpThatIsRefusedEndsWithTheRefusal() {
    ReplyRelay relay = relay(ReplyRelay.Replies.DUMP);
    accept(relay, daemonSays(new Payload.Failure("in use")), 3);
    assertArrayEquals(lastWord(new Payload.Failure("in use")), client.heard.toByteArray());
    assertEquals(List.of("end"), client.events);
  }

  @Test
  void aStreamIsPassedOnAsItIsUntilTheDaemonLeaves() {
    Payload line = new Payload.ConsoleLine(Instant.EPOCH, Bytes.utf8("a line"));
    byte[] first = daemonSays(new Success.Text("subscribed"));
    byte[] second = daemonSays(line);
    ReplyRelay relay = relay(ReplyRelay.Replies.STREAM);
    accept(relay, first, 5);
    accept(relay, second, 5);
    assertEquals(List.of(), client.events);
    relay.daemonLeft();
    assertEquals(List.of("end"), client.events);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    expected.writeBytes(first);
    expected.writeBytes(second);
    assertArrayEquals(expected.toByteArray(), client.heard.toByteArray());
  }

  @Test
  void aDaemonThatLeavesWithoutAWordIsToldOf() {
    relay(ReplyRelay.Replies.ONE).daemonLeft();
    relay(ReplyRelay.Replies.STREAM).daemonLeft();
    ReplyRelay dump = relay(ReplyRelay.Replies.DUMP);
    accept(dump, daemonSays(new Success.BlockImage(false)), 1000);
    dump.daemonLeft();
    assertEquals(3, client.events.size());
    assertTrue(
        client.events.stream().allMatch(e -> e.startsWith("broken: albatrossd closed")),
        client.events.toString());
  }

  @Test
  void aReplyThatBreaksOffCannotBeFollowedByAnother() {
    ReplyRelay relay = relay(ReplyRelay.Replies.ONE);
    byte[] reply = daemonSays(new Payload.Failure("x".repeat(20_000)));
    relay.accept(Unpooled.copiedBuffer(reply, 0, 10_000));
    relay.daemonLeft();
    assertTrue(client.events.get(0).startsWith("cut: "), client.events.toString());
  }

  @Test
  void aReplyThatCannotBeReadIsToldOfAsNothingOfItWasPassedOn() {
    byte[] reply = daemonSays(new Payload.Failure("x".repeat(20_000)));
    reply[4] = 7;
    relay(ReplyRelay.Replies.ONE).accept(Unpooled.copiedBuffer(reply));
    assertEquals(0, client.heard.size());
    assertTrue(
        client.events.get(0).startsWith("broken: cannot understand albatrossd"),
        client.events.toString());
  }

  @Test
  void whateverADaemonSendsThereIsOneEnd() {
    Property.holds(
        2000,
        random -> {
          Client fresh = new Client();
          ReplyRelay.Replies kind = random.pick(List.of(ReplyRelay.Replies.values()));
          ReplyRelay relay =
              new ReplyRelay(kind, FROM_CERTIFICATES, Optional.empty(), "albatrossd", fresh);
          byte[] noise = daemonSays(new Success.Text("x".repeat(random.between(0, 700))));
          noise[random.between(0, 30)] = (byte) random.anyInt();
          accept(relay, noise, random.between(1, 100));
          relay.daemonLeft();
          relay.daemonLeft();
          assertEquals(1, fresh.events.size(), fresh.events.toString());
        });
  }

  @Test
  void aNoteStandsBehindATextThatIsTheAnswer() {
    Payload policies = new Success.Policies(List.of());
    for (List<? extends Payload> each :
        List.of(
            List.of(new Success.Text("done"), new Success.Text("done; left out")),
            List.of(new Payload.Failure("no"), new Payload.Failure("no; left out")),
            List.of(policies, policies))) {
      Client fresh = new Client();
      ReplyRelay relay =
          new ReplyRelay(
              ReplyRelay.Replies.ONE,
              FROM_CERTIFICATES,
              Optional.of("left out"),
              "albatrossd",
              fresh);
      accept(relay, daemonSays(each.get(0)), 7);
      assertArrayEquals(lastWord(each.get(1)), fresh.heard.toByteArray());
      assertEquals(List.of("end"), fresh.events);
    }
  }
}
