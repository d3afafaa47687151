package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.wire.Envelope;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;

/**
 * Passes on what a daemon answers, without holding more of it than its beginning: the last reply
 * gets sequence 0 and the name that the certificates gave, what is streamed keeps the daemon's
 * header (docs/protocol/daemons.md, albatross-tls-endpoint).
 */
final class ReplyRelay {
  /** How many replies a command has. */
  enum Replies {
    ONE,
    /** Data until a piece that says that it is the last. */
    DUMP,
    /** Data until somebody leaves. */
    STREAM
  }

  /** Who gets what is passed on. */
  interface Sink {
    /** Some more bytes, in order; takes them over. */
    void forward(ByteBuf bytes);

    /** All was forwarded. */
    void end();

    /**
     * The daemon said something that cannot be passed on, or nothing at all.
     *
     * @param withinReply whether a reply was forwarded in part, so that no other can follow
     */
    void broken(String why, boolean withinReply);
  }

  private static final int LENGTH_BYTES = 4;

  /** More than an envelope: what ends a dump or a stream is looked at as a whole. */
  private static final int BEGINNING = 1 << 12;

  private final Replies replies;
  private final Name name;
  private final Optional<String> note;
  private final String daemon;
  private final Sink sink;
  private final ByteBuf beginning =
      Unpooled.buffer(LENGTH_BYTES + Envelope.MAX_LENGTH, LENGTH_BYTES + BEGINNING);
  private int frames;
  private int left;
  private boolean last;
  private boolean ended;

  /**
   * Nothing came yet.
   *
   * @param name what the last reply is about, as the client knows it
   * @param note what the client is told behind a text that is the answer
   */
  ReplyRelay(Replies replies, Name name, Optional<String> note, String daemon, Sink sink) {
    this.replies = replies;
    this.name = name;
    this.note = note;
    this.daemon = daemon;
    this.sink = sink;
  }

  /** The daemon sent this; takes it over. */
  void accept(ByteBuf in) {
    try {
      while (in.isReadable() && !ended) {
        if (left > 0) {
          pass(in);
        } else {
          collect(in);
        }
      }
    } catch (DecodeException e) {
      broken("cannot understand " + daemon + ": " + e.getMessage());
    } finally {
      in.release();
    }
  }

  /** The daemon closed the connection. */
  void daemonLeft() {
    if (ended) {
      return;
    }
    if (replies == Replies.STREAM && frames > 0 && left == 0 && !beginning.isReadable()) {
      ended = true;
      sink.end();
    } else {
      broken(daemon + " closed the connection before it had answered; see its log");
    }
  }

  private void pass(ByteBuf in) {
    ByteBuf piece = in.readRetainedSlice(Math.min(left, in.readableBytes()));
    left -= piece.readableBytes();
    sink.forward(piece);
    endIfLast();
  }

  private void collect(ByteBuf in) throws DecodeException {
    fill(in, LENGTH_BYTES);
    if (beginning.readableBytes() < LENGTH_BYTES) {
      return;
    }
    int length = beginning.getInt(0);
    if (length <= 0) {
      throw new DecodeException("a frame of length " + length);
    }
    int wanted = LENGTH_BYTES + Math.min(length, BEGINNING);
    fill(in, wanted);
    if (beginning.readableBytes() < wanted) {
      return;
    }
    begin(length);
  }

  private void fill(ByteBuf in, int wanted) {
    int missing = wanted - beginning.readableBytes();
    if (missing > 0) {
      beginning.writeBytes(in, Math.min(missing, in.readableBytes()));
    }
  }

  private void begin(int length) throws DecodeException {
    frames++;
    byte[] head = new byte[beginning.readableBytes() - LENGTH_BYTES];
    beginning.getBytes(LENGTH_BYTES, head);
    last = isLast(head, length);
    if (last && note.isPresent() && head.length == length) {
      sink.forward(noted(Wire.decode(head)));
    } else if (last) {
      Envelope envelope = Envelope.of(head, length);
      byte[] replaced = envelope.replacedBy(0, name);
      ByteBuf out = Unpooled.buffer(LENGTH_BYTES + replaced.length + head.length);
      out.writeInt(replaced.length + envelope.payloadLength());
      out.writeBytes(replaced);
      out.writeBytes(head, envelope.length(), head.length - envelope.length());
      sink.forward(out);
    } else {
      sink.forward(Unpooled.copiedBuffer(beginning));
    }
    left = length - head.length;
    beginning.clear();
    endIfLast();
  }

  private ByteBuf noted(Message message) {
    Payload payload = message.payload();
    String behind = "; " + note.orElseThrow();
    if (payload instanceof Payload.Failure failure) {
      payload = new Payload.Failure(failure.message() + behind);
    } else if (payload instanceof Success.Text text) {
      payload = new Success.Text(text.text() + behind);
    }
    byte[] encoded = Wire.encode(new Message(0, name, payload));
    return Unpooled.buffer(LENGTH_BYTES + encoded.length)
        .writeInt(encoded.length)
        .writeBytes(encoded);
  }

  private void endIfLast() {
    if (last && left == 0) {
      ended = true;
      sink.end();
    }
  }

  private void broken(String why) {
    ended = true;
    sink.broken(why, left > 0);
  }

  /** What ends a stream is short; what is long need not be looked at. */
  private boolean isLast(byte[] head, int length) throws DecodeException {
    if (replies == Replies.ONE) {
      return true;
    }
    if (length > head.length || replies == Replies.STREAM && frames > 1) {
      return false;
    }
    Payload payload = Wire.decode(head).payload();
    return payload instanceof Payload.Failure
        || payload instanceof Payload.BlockData block && block.data().isEmpty();
  }
}
