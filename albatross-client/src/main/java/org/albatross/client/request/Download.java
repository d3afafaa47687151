package org.albatross.client.request;

import java.nio.file.Path;
import java.util.Optional;
import org.albatross.core.model.DataSize;
import org.albatross.core.model.unikernel.Image;

/**
 * Where the data of an answer go. They may be compressed, and a few of those can be any number of
 * others.
 *
 * @param file absent: a new file that is named for them
 * @param limit how many bytes it may have, uncompressed
 */
public record Download(Optional<Path> file, DataSize limit) {
  /** No image that albatrossd takes has more. */
  public static final DataSize IMAGE = new DataSize(Image.MAX_LENGTH);

  /** Of a block device nobody says what it has before it comes; few have more. */
  public static final DataSize BLOCK_DEVICE = new DataSize(16L << 30);

  /** Where nothing is said of it. */
  public static final Download USUAL = new Download(Optional.empty(), IMAGE);
}
