package org.albatross.albatrossd.peer;

import org.albatross.core.model.AlbatrossException;
import org.albatross.core.wire.zlib.Zlib;

/**
 * The check of compression levels that peers send (docs/protocol/original.md, Daemons that die:
 * some killed the original).
 */
public final class Levels {
  private Levels() {}

  public static void check(long level) throws AlbatrossException {
    if (level < 0 || level > Zlib.MAX_LEVEL) {
      throw wrong(level);
    }
  }

  static AlbatrossException wrong(long level) {
    return new AlbatrossException("the compression level must be 0 to 9, not " + level);
  }
}
