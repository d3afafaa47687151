package org.albatross.client.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.DataSize;
import org.albatross.core.model.unikernel.Image;

/**
 * A file whose content follows a command as frames.
 *
 * @param level the zlib level, 0 for none
 * @param limit how many bytes the file may have; a device or a pipe may have no end
 */
public record Upload(Path file, int level, long limit) {
  /** An image, which albatrossd takes up to a size only. */
  public static Upload image(Path file, int level) {
    return new Upload(file, level, Image.MAX_LENGTH);
  }

  /** How many bytes the file has; absent for a pipe, and what else can be read only once. */
  public OptionalLong length() {
    try {
      return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // opening it will say why
    }
  }

  /** Refuses to send so many bytes of it, if that is more than may be sent. */
  public void check(long bytes) throws ClientException {
    if (bytes > limit) {
      throw ClientException.other(
          file + " has more than " + new DataSize(limit) + ", and more is not sent");
    }
  }

  public boolean compressed() {
    return level > 0;
  }
}
