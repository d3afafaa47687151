package org.albatross.core.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Deflating;

/** Files without a name, which take room on the disk in place of the memory until closed. */
public final class ScratchFile {
  private static final int CHUNK = 1 << 16;

  private ScratchFile() {}

  /**
   * The rest of a file as a zlib stream (RFC 1950).
   *
   * @param beside the name that the new file has for a moment
   * @param level 1 (fast) to 9 (small)
   * @return at its beginning, to be closed
   */
  public static FileChannel compressed(Path beside, FileChannel content, int level)
      throws AlbatrossException, IOException {
    FileChannel scratch = PrivateFiles.openForBoth(beside);
    boolean done = false;
    try (DataSink sink = new Deflating(bytes -> writeAll(scratch, bytes), level)) {
      Files.delete(beside);
      ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
      while (content.read(chunk.clear()) >= 0) {
        sink.write(chunk.flip());
      }
      sink.end();
      done = true;
      return scratch.position(0);
    } finally {
      if (!done) {
        scratch.close();
      }
    }
  }

  static void writeAll(FileChannel channel, ByteBuffer data) throws IOException {
    while (data.hasRemaining()) {
      channel.write(data);
    }
  }
}
