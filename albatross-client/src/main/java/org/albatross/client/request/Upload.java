package org.albatross.client.request;

import java.nio.file.Path;

/**
 * A file whose content follows a command as frames.
 *
 * @param level the zlib level, 0 for none
 */
public record Upload(Path file, int level) {
  public boolean compressed() {
    return level > 0;
  }
}
