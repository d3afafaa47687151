package org.albatross.albatrossd.block;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.peer.Levels;
import org.albatross.albatrossd.peer.TransferPeer;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.host.HostException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.transfer.DiskShares;
import org.albatross.core.transfer.FileMessage;
import org.albatross.core.wire.AroundImage;

/** Block devices whose data come and go (docs/protocol/daemons.md, Block devices). */
public final class BlockTransfers {
  /** What else there is in a message with data. */
  private static final int ENVELOPE = 1 << 16;

  private final BlockCommands blocks;
  private final BlockFiles files;
  private final DiskShares<Owner> disk;
  private final int maxMessage;

  /**
   * Reads and writes the files.
   *
   * @param maxMessage what an old dump, which is one message, may have at most
   */
  public BlockTransfers(
      BlockCommands blocks, BlockFiles files, DiskShares<Owner> disk, int maxMessage) {
    this.blocks = blocks;
    this.files = files;
    this.disk = disk;
    this.maxMessage = maxMessage;
  }

  /** Whether the command is one of these. */
  public static boolean isTransfer(Payload payload) {
    return payload instanceof BlockCommand command
        && (command.isFollowedByData()
            || command instanceof BlockCommand.Dump
            || command instanceof BlockCommand.DumpAtOnce);
  }

  /** Locks the device until the transfer is over. */
  public CompletableFuture<Void> begin(TransferPeer peer, BlockCommand command) {
    if (command instanceof BlockCommand.AddStreamed add) {
      return blocks.beginNew(peer.name(), add.size()).thenRun(() -> create(peer, add));
    }
    try {
      beginIdle(peer, command);
      return CompletableFuture.completedFuture(null);
    } catch (AlbatrossException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** A device that does not get all of its data was never there. */
  private void create(TransferPeer peer, BlockCommand.AddStreamed add) {
    Name name = peer.name();
    BlockReceiver.Opening opening =
        () -> {
          files.checkSpace(name, add.size());
          return open(name, add.size(), add.length());
        };
    peer.upload(
        new BlockReceiver(opening, add.compressed()),
        () -> {
          blocks.endNew(name, true);
          return text(BlockCommands.ADDED);
        },
        () -> blocks.endNew(name, false));
  }

  private static CompletableFuture<Payload> text(String text) {
    return CompletableFuture.completedFuture(new Success.Text(text));
  }

  private void beginIdle(TransferPeer peer, BlockCommand command) throws AlbatrossException {
    Name name = peer.name();
    if (command instanceof BlockCommand.Set set) {
      set(peer, set.compressed(), OptionalLong.empty());
    } else if (command instanceof BlockCommand.SetStreamed set) {
      set(peer, set.compressed(), OptionalLong.of(set.length()));
    } else if (command instanceof BlockCommand.Dump dump) {
      Levels.check(dump.compression());
      long unused = blocks.begin(name);
      peer.download(
          new BlockDump(files, peer.message(), (int) dump.compression()), () -> blocks.end(name));
    } else if (command instanceof BlockCommand.DumpAtOnce dump) {
      Levels.check(dump.compression());
      long unused = blocks.begin(name);
      DiskShares<Owner>.Part room = disk.part(peer.owner());
      peer.download(
          new FileMessage(
              () -> {
                int level = (int) dump.compression();
                FileChannel content = dumpAtOnce(name, level, room);
                return new FileMessage.Content(content, length -> reply(peer, level > 0, length));
              }),
          () -> {
            room.close();
            blocks.end(name);
          });
    } else {
      throw new IllegalArgumentException("no transfer: " + command);
    }
  }

  /** What can be said of the length of data is said before they come. */
  private BlockFiles.Upload open(Name name, long megabytes, OptionalLong length)
      throws HostException {
    if (length.isPresent()) {
      files.checkRoom(name, megabytes, length.getAsLong());
    }
    return files.upload(name, megabytes);
  }

  private void set(TransferPeer peer, boolean compressed, OptionalLong length)
      throws AlbatrossException {
    Name name = peer.name();
    long megabytes = blocks.begin(name);
    peer.upload(
        new BlockReceiver(() -> open(name, megabytes, length), compressed),
        () -> {
          blocks.end(name);
          return text("set block device");
        },
        () -> blocks.end(name));
  }

  private FileChannel dumpAtOnce(Name name, int level, DiskShares<Owner>.Part room)
      throws AlbatrossException, IOException {
    FileChannel file = files.open(name);
    boolean kept = false;
    try {
      if (file.size() > maxMessage - ENVELOPE) {
        throw new HostException(
            "the block device " + name + " does not fit in one message; dump it as a stream");
      }
      kept = level == 0;
      if (kept) {
        return file;
      }
      room.reach(file.size());
      return files.compressed(file, level);
    } finally {
      if (!kept) {
        file.close();
      }
    }
  }

  private static AroundImage reply(TransferPeer peer, boolean compressed, int length) {
    Bytes marker = AroundImage.marker();
    Success answer = new Success.BlockImageAtOnce(new Image(compressed, marker));
    return AroundImage.of(peer.message().reply(answer), marker, length);
  }
}
