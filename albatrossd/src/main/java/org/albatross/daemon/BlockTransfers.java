package org.albatross.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.albatross.core.host.HostException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.BlockCommand;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Image;
import org.albatross.core.model.Message;
import org.albatross.core.model.Name;
import org.albatross.core.model.Payload;
import org.albatross.core.model.Success;
import org.albatross.core.net.Detached;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.DataSink;
import org.albatross.core.wire.Deflating;
import org.albatross.core.wire.Inflating;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.Zlib;

/** Block devices whose data come and go (contract 2, Block devices). */
final class BlockTransfers {
  /** What else there is in a message with data. */
  private static final int ENVELOPE = 1 << 16;

  private final BlockCommands blocks;
  private final BlockFiles files;
  private final int maxMessage;

  /**
   * Reads and writes the files.
   *
   * @param maxMessage what an old dump, which is one message, may have at most
   */
  BlockTransfers(BlockCommands blocks, BlockFiles files, int maxMessage) {
    this.blocks = blocks;
    this.files = files;
    this.maxMessage = maxMessage;
  }

  /** Whether the command is one of these. */
  static boolean isTransfer(Payload payload) {
    return payload instanceof BlockCommand command
        && (command.isFollowedByData()
            || command instanceof BlockCommand.Dump
            || command instanceof BlockCommand.DumpAtOnce);
  }

  /** Locks the device until the conversation is over. */
  CompletableFuture<Conversation> begin(Message message, BlockCommand command) {
    if (command instanceof BlockCommand.AddStreamed add) {
      return blocks
          .beginNew(message.name(), add.size())
          .thenApply(reserved -> create(message.name(), add));
    }
    try {
      return CompletableFuture.completedFuture(beginIdle(message, command));
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A device that does not get all of its data was never there. */
  private Conversation create(Name name, BlockCommand.AddStreamed add) {
    AtomicBoolean made = new AtomicBoolean();
    return new Conversation(
        peer -> {
          files.checkSpace(name, add.size());
          receive(peer, name, add.size(), add.compressed(), add.length());
          made.set(true);
          return new Success.Text(BlockCommands.ADDED);
        },
        () -> blocks.endNew(name, made.get()));
  }

  private Conversation beginIdle(Message message, BlockCommand command) throws AlbatrossException {
    Name name = message.name();
    if (command instanceof BlockCommand.Set set) {
      long size = blocks.begin(name);
      return conversation(
          name, peer -> set(peer, name, size, set.compressed(), OptionalLong.empty()));
    }
    if (command instanceof BlockCommand.SetStreamed set) {
      long size = blocks.begin(name);
      return conversation(
          name, peer -> set(peer, name, size, set.compressed(), OptionalLong.of(set.length())));
    }
    if (command instanceof BlockCommand.Dump dump) {
      Levels.check(dump.compression());
      long unused = blocks.begin(name);
      return conversation(name, peer -> dump(peer, message, (int) dump.compression()));
    }
    if (command instanceof BlockCommand.DumpAtOnce dump) {
      Levels.check(dump.compression());
      long unused = blocks.begin(name);
      return conversation(name, peer -> dumpAtOnce(peer, name, (int) dump.compression()));
    }
    throw new IllegalArgumentException("no transfer: " + command);
  }

  private Conversation conversation(Name name, Conversation.Talk talk) {
    return new Conversation(talk, () -> blocks.end(name));
  }

  private Payload set(
      Detached peer, Name name, long megabytes, boolean compressed, OptionalLong length)
      throws AlbatrossException, IOException {
    receive(peer, name, megabytes, compressed, length);
    return new Success.Text("set block device");
  }

  /** Takes the data of a device; what can be said of their length is said before they come. */
  private void receive(
      Detached peer, Name name, long megabytes, boolean compressed, OptionalLong length)
      throws AlbatrossException, IOException {
    if (length.isPresent()) {
      files.checkRoom(name, megabytes, length.getAsLong());
    }
    try (BlockFiles.Upload upload = files.upload(name, megabytes);
        DataSink sink = compressed ? new Inflating(upload::write) : upload::write) {
      Optional<byte[]> frame = peer.frames().receivePiece();
      while (frame.isPresent()) {
        peer.progress(frame.get().length);
        sink.write(ByteBuffer.wrap(frame.get()));
        frame = peer.frames().receivePiece();
      }
      peer.ownTurn();
      sink.end();
      upload.finish();
    }
  }

  private Payload dump(Detached peer, Message message, int level)
      throws AlbatrossException, IOException {
    try (FileChannel file = files.open(message.name())) {
      peer.frames().send(Wire.encode(message.reply(new Success.BlockImage(level > 0))));
      DataSink send =
          data -> {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            Payload piece = new Payload.BlockData(Optional.of(Bytes.wrap(bytes)));
            peer.frames().send(Wire.encode(message.reply(piece)));
            peer.progress(bytes.length);
          };
      try (DataSink sink = level > 0 ? new Deflating(send, level) : send) {
        ByteBuffer buffer = ByteBuffer.allocate(FrameChannel.CHUNK);
        while (file.read(buffer.clear()) >= 0) {
          sink.write(buffer.flip());
        }
        sink.end();
      }
      return new Payload.BlockData(Optional.empty());
    }
  }

  private Payload dumpAtOnce(Detached peer, Name name, int level)
      throws AlbatrossException, IOException {
    try (FileChannel file = files.open(name)) {
      if (file.size() > maxMessage - ENVELOPE) {
        throw new HostException(
            "the block device " + name + " does not fit in one message; dump it as a stream");
      }
      peer.keep(2 * file.size());
      ByteBuffer all = ByteBuffer.allocate((int) file.size());
      while (all.hasRemaining() && file.read(all) >= 0) {}
      Bytes data = Bytes.wrap(all.flip());
      return new Success.BlockImageAtOnce(
          level == 0 ? new Image(false, data) : new Image(true, Zlib.compress(data, level)));
    }
  }
}
