package org.albatross.core.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.albatross.core.solo5.Content;
import org.albatross.core.solo5.InvalidImageException;

/**
 * An image in a file. Mapping it would be simpler, and would count as this process's memory, a few
 * pages for each image, until the next garbage collection.
 */
public final class FileContent implements Content {
  private static final int PAGE = 4096;

  private final FileChannel channel;
  private final int length;
  private final ByteBuffer page = ByteBuffer.allocate(PAGE);
  private int pageOffset;

  public FileContent(FileChannel channel, int length) {
    this.channel = channel;
    this.length = length;
    this.page.limit(0);
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public ByteBuffer read(int offset, int count) throws InvalidImageException {
    if (count > PAGE) {
      return fill(ByteBuffer.allocate(count), offset);
    }
    if (offset < pageOffset || offset + count > pageOffset + page.limit()) {
      pageOffset = offset;
      fill(page.clear().limit(Math.min(PAGE, length - offset)), offset);
    }
    return page.slice(offset - pageOffset, count);
  }

  private ByteBuffer fill(ByteBuffer buffer, int offset) throws InvalidImageException {
    try {
      while (buffer.hasRemaining()) {
        if (channel.read(buffer, (long) offset + buffer.position()) < 0) {
          throw new IOException("it is shorter than it was");
        }
      }
      return buffer.flip();
    } catch (IOException e) {
      throw new InvalidImageException("the image cannot be read: " + e.getMessage());
    }
  }
}
