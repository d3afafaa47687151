package org.albatross.core.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.albatross.core.model.AlbatrossException;

/** Where data for a peer come from. May wait for a disk; one call at a time, in this order. */
public interface Source {
  /** Bytes that one piece has at most, more or less. */
  int PIECE = 1 << 16;

  /** Called once, before anything is read. */
  void open() throws AlbatrossException, IOException;

  /** The next piece of what the peer is sent: frames with their headers, or parts of them. */
  ByteBuffer next() throws AlbatrossException, IOException;

  /** Whether that was the last piece. */
  boolean isDone();

  /** Whether the last piece ended within a frame, so that nothing else can be said now. */
  boolean isWithinFrame();

  /** Called once at last, whatever happened before. */
  void close() throws AlbatrossException, IOException;
}
