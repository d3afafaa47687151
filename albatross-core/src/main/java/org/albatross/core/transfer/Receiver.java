package org.albatross.core.transfer;

import java.io.IOException;
import org.albatross.core.model.AlbatrossException;

/** Where the data of a peer go. May wait for a disk; one call at a time, in this order. */
public interface Receiver {
  /** Called once, before anything comes. */
  void open() throws AlbatrossException, IOException;

  /** Takes the next piece. */
  void take(byte[] piece) throws AlbatrossException, IOException;

  /** All came. */
  void end() throws AlbatrossException, IOException;

  /** Called once at last, whatever happened before: what is not whole goes. */
  void close() throws AlbatrossException, IOException;
}
