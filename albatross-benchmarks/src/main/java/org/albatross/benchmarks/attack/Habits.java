package org.albatross.benchmarks.attack;

import java.nio.ByteBuffer;
import java.time.Duration;

/** The ways in which a peer can be a burden. Over TLS its certificate has said the command. */
public final class Habits {
  private static final Duration PERIOD = Duration.ofMillis(500);
  private static final int PIECE = 1 << 16;

  /** The beginning of a ClientHello, as far as its length (RFC 8446, 4 and 5.1). */
  private static final byte[] HELLO = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xFC, 3, 3};

  private Habits() {}

  /** Says nothing. */
  public static Habit silence() {
    return self -> {};
  }

  /** Says this much, and then nothing more. */
  public static Habit begins(byte[] bytes) {
    byte[] said = bytes.clone();
    return self -> self.send(said);
  }

  /** Begins a handshake of TLS, and leaves it so. */
  public static Habit beginsHandshake() {
    return begins(HELLO);
  }

  /**
   * Begins a frame, and leaves it so.
   *
   * @param announced bytes of the frame
   * @param sent how many of these come
   */
  public static Habit halfFrame(int announced, int sent) {
    return begins(ByteBuffer.allocate(Integer.BYTES + sent).putInt(announced).array());
  }

  /** Says a message, if it has one, and waits for the answer. */
  public static Habit asks(byte[] message) {
    byte[] said = message.clone();
    return self -> {
      if (said.length > 0) {
        self.sendFrame(said);
      }
    };
  }

  /** The same, but never reads a byte. */
  public static Habit asksAndDoesNotRead(byte[] message) {
    byte[] said = message.clone();
    return self -> {
      self.readOn(false);
      if (said.length > 0) {
        self.sendFrame(said);
      }
    };
  }

  /** Asks, and is gone before anybody can answer. */
  public static Habit asksAndLeaves(byte[] message) {
    byte[] said = message.clone();
    return self -> {
      if (said.length > 0) {
        self.sendFrame(said);
      }
      self.leave();
    };
  }

  /**
   * Sends pieces of an upload without end.
   *
   * @param message what to say before; empty over TLS
   * @param rate bytes a second
   */
  public static Habit uploadsSlowly(byte[] message, int rate) {
    byte[] said = message.clone();
    byte[] piece = new byte[(int) Math.max(1, rate * PERIOD.toMillis() / 1000)];
    return self -> {
      if (said.length > 0) {
        self.sendFrame(said);
      }
      self.every(PERIOD, () -> self.sendFrame(piece));
    };
  }

  /** Uploads all of this as fast as it is taken, and waits for the answer. */
  public static Habit uploads(byte[] message, byte[] data) {
    byte[] said = message.clone();
    byte[] all = data.clone();
    return self -> {
      if (said.length > 0) {
        self.sendFrame(said);
      }
      for (int from = 0; from < all.length; from += PIECE) {
        int count = Math.min(PIECE, all.length - from);
        self.sendFrame(ByteBuffer.wrap(all, from, count));
      }
      self.sendFrame(new byte[0]);
    };
  }
}
