package org.albatross.core.solo5;

import java.util.Optional;

/**
 * How an image is loaded.
 *
 * @param machine that it was built for
 * @param bytes of memory that its loadable segments take together
 * @param end behind the last byte of memory that it takes
 */
public record Segments(Machine machine, long bytes, long end) {
  /**
   * Reads the program headers of an image, whatever they say.
   *
   * @throws InvalidImageException if they are not there
   */
  public static Segments read(Content image) throws InvalidImageException {
    return ElfFile.read(image).segments();
  }

  /**
   * The same of a whole image.
   *
   * @throws InvalidImageException also if no tender loads what they say
   */
  public static Segments readLoadable(Content image) throws InvalidImageException {
    ElfFile elf = ElfFile.read(image);
    elf.checkLoadable();
    return elf.segments();
  }

  /**
   * Refuses an image for another machine.
   *
   * @param host what this one is; absent where that is not known
   */
  public void checkMachine(Optional<Machine> host) throws InvalidImageException {
    if (host.isPresent() && !host.get().equals(machine)) {
      throw new InvalidImageException(
          "the image was built for %s, this host is %s".formatted(machine, host.get()));
    }
  }

  /**
   * Refuses an image that does not fit into the memory of its unikernel.
   *
   * @param memory in MB
   */
  public void checkFit(long memory) throws InvalidImageException {
    long needed = Math.max(bytes, end);
    if (needed >> 20 >= memory && needed > memory << 20) {
      throw new InvalidImageException(
          "the image takes %s MB of memory when it is loaded, and the unikernel has %s MB (--mem)"
              .formatted((needed + (1 << 20) - 1) >> 20, memory));
    }
  }
}
