package org.albatross.client.request;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * A file whose content follows a command as frames.
 *
 * @param level the zlib level, 0 for none
 */
public record Upload(Path file, int level) {
  /** How many bytes the file has; absent for a pipe, and what else can be read only once. */
  public OptionalLong length() {
    try {
      return Files.isRegularFile(file) ? OptionalLong.of(Files.size(file)) : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty(); // opening it will say why
    }
  }

  public boolean compressed() {
    return level > 0;
  }
}
