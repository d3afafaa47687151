package org.albatross.core.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.wire.AroundImage;

/** One large message, most of which is what a file has. */
public final class FileMessage implements Source {
  private final Opening opening;
  private Optional<Content> content = Optional.empty();
  private ByteBuffer before = ByteBuffer.allocate(0);
  private ByteBuffer behind = ByteBuffer.allocate(0);
  private long left;
  private boolean begun;

  /** Opens the file. */
  public interface Opening {
    Content open() throws AlbatrossException, IOException;
  }

  /**
   * What the message is made of.
   *
   * @param file what stands in its middle, from the file's position on; closed at the end
   */
  public record Content(FileChannel file, Around around) {}

  /** Makes the rest of the message for a file of so many bytes. */
  public interface Around {
    AroundImage of(int length);
  }

  public FileMessage(Opening opening) {
    this.opening = opening;
  }

  @Override
  public void open() throws AlbatrossException, IOException {
    Content opened = opening.open();
    content = Optional.of(opened);
    int length = Math.toIntExact(opened.file().size());
    AroundImage around = opened.around().of(length);
    int whole = Math.addExact(around.before().length(), length) + around.behind().length();
    before =
        ByteBuffer.allocate(Integer.BYTES + around.before().length())
            .putInt(whole)
            .put(around.before().toBuffer())
            .flip();
    behind = around.behind().toBuffer();
    left = length;
  }

  @Override
  public ByteBuffer next() throws IOException {
    begun = true;
    if (before.hasRemaining()) {
      ByteBuffer piece = before;
      before = ByteBuffer.allocate(0);
      return piece;
    }
    if (left == 0) {
      ByteBuffer piece = behind;
      behind = ByteBuffer.allocate(0);
      return piece;
    }
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, left));
    FileChannel file = content.orElseThrow().file();
    while (piece.hasRemaining()) {
      if (file.read(piece) < 0) {
        throw new IOException("the file has become shorter while it was read");
      }
    }
    left -= piece.position();
    return piece.flip();
  }

  @Override
  public boolean isDone() {
    return begun && !before.hasRemaining() && left == 0 && !behind.hasRemaining();
  }

  @Override
  public boolean isWithinFrame() {
    return begun;
  }

  @Override
  public void close() throws IOException {
    if (content.isPresent()) {
      content.get().file().close();
    }
  }
}
