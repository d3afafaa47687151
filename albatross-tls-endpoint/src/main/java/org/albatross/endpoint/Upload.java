package org.albatross.endpoint;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.albatross.core.model.AlbatrossException;

/** Where what a client streams goes to. Takes over what it is given. */
interface Upload {
  /**
   * One more piece, in order.
   *
   * @throws AlbatrossException if it cannot be taken; nothing more is to be given then
   */
  void piece(ByteBuf piece) throws AlbatrossException;

  /** All pieces that came at once were given. */
  void flush();

  /** The client said that it was all. */
  void end();

  /** Whether more may be given at this moment. */
  boolean isReady();

  /** Gives back what it holds. */
  void close();

  /** Pieces go on to a daemon as they come. */
  static Upload to(DaemonConnection daemon) {
    return new Upload() {
      @Override
      public void piece(ByteBuf piece) {
        daemon.sendFrame(piece);
      }

      @Override
      public void flush() {
        daemon.flush();
      }

      @Override
      public void end() {
        daemon.sendFrame(Unpooled.EMPTY_BUFFER);
        daemon.flush();
      }

      @Override
      public boolean isReady() {
        return daemon.isWritable();
      }

      @Override
      public void close() {}
    };
  }
}
