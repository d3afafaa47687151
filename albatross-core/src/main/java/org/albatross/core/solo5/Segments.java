package org.albatross.core.solo5;

/**
 * What of an image is loaded.
 *
 * @param bytes of memory that its loadable segments take together
 */
public record Segments(long bytes) {
  /**
   * Reads the program headers of an image.
   *
   * @throws InvalidImageException if they are not there
   */
  public static Segments read(Content image) throws InvalidImageException {
    return new Segments(ElfFile.read(image).loadableBytes());
  }

  /**
   * Refuses an image that does not fit into the memory of its unikernel.
   *
   * @param memory in MB
   */
  public void checkFit(long memory) throws InvalidImageException {
    if (bytes >> 20 >= memory && bytes > memory << 20) {
      throw new InvalidImageException(
          "the image takes %s MB of memory when it is loaded, and the unikernel has %s MB (--mem)"
              .formatted((bytes + (1 << 20) - 1) >> 20, memory));
    }
  }
}
