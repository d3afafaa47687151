package org.albatross.albatrossd.session;

import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.block.BlockTransfers;
import org.albatross.albatrossd.image.ImageTransfers;
import org.albatross.albatrossd.peer.TransferPeer;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.UnikernelCommand;

/**
 * Commands whose data follow, or are answered, as a stream or in a large message. None holds a
 * thread while its peer is waited for; how many there may be is for their owners' shares to say.
 */
public record Transfers(BlockTransfers blocks, ImageTransfers images) {
  /** Whether the command is one of these. */
  static boolean isTransfer(Payload payload) {
    return BlockTransfers.isTransfer(payload) || ImageTransfers.isTransfer(payload);
  }

  /**
   * Begins if the command may be carried out.
   *
   * @return completes exceptionally, with the connection untouched, if it may not
   */
  CompletableFuture<Void> begin(TransferPeer peer) {
    Payload command = peer.message().payload();
    if (command instanceof UnikernelCommand.Create create) {
      return images.create(peer, create);
    }
    if (command instanceof UnikernelCommand.Get get) {
      return images.get(peer, get.compression());
    }
    return blocks.begin(peer, (BlockCommand) command);
  }
}
