package org.albatross.core.solo5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.unikernel.Arguments;

/**
 * What an image says of itself in its two Solo5 notes (docs/protocol/tenders.md, Images).
 *
 * @param target which tender runs it
 * @param abiVersion of the tender, 0 to 2^32-1
 * @param blocks the names of the block devices that it needs, in its order
 * @param nets the names of the network devices that it needs, in its order
 */
public record Solo5Image(Target target, long abiVersion, List<String> blocks, List<String> nets) {
  private static final String ABI_SECTION = ".note.solo5.abi";
  private static final int ABI_TYPE = 0x31494241;
  private static final int ABI_LENGTH = 16;
  private static final String MANIFEST_SECTION = ".note.solo5.manifest";
  private static final int MANIFEST_TYPE = 0x3154464D;

  public Solo5Image {
    blocks = List.copyOf(blocks);
    nets = List.copyOf(nets);
  }

  /**
   * Reads an uncompressed image. The notes are read where the sections have them and where a tender
   * looks for them, the segments: an image in which they differ would be checked for one thing and
   * run as another, so it is refused (docs/jvm.md, Starting a tender).
   */
  public static Solo5Image parse(Bytes image) throws InvalidImageException {
    return parse(Content.of(image));
  }

  /** As {@link #parse(Bytes)}, for one that need not be in memory. */
  public static Solo5Image parse(Content image) throws InvalidImageException {
    ElfFile elf = ElfFile.read(image);
    Bytes abi = elf.sectionNote(ABI_SECTION, ABI_TYPE, ABI_LENGTH);
    Bytes manifest = elf.sectionNote(MANIFEST_SECTION, MANIFEST_TYPE, Manifest.MAX_LENGTH);
    if (abi.length() != ABI_LENGTH) {
      throw InvalidImageException.notValid(
          "its ABI note has %s bytes, not %s".formatted(abi.length(), ABI_LENGTH));
    }
    ByteBuffer words = abi.toBuffer().order(ByteOrder.LITTLE_ENDIAN);
    if (words.getLong(8) != 0) {
      throw InvalidImageException.notValid("its ABI note ends with something other than zeros");
    }
    Target target = Target.of(words.getInt(0));
    Manifest devices = Manifest.parse(manifest);
    if (!abi.equals(elf.segmentNote(ABI_TYPE, ABI_LENGTH, "ABI note"))) {
      throw differs("ABI note");
    }
    if (!manifest.equals(elf.segmentNote(MANIFEST_TYPE, Manifest.MAX_LENGTH, "manifest"))) {
      throw differs("manifest");
    }
    return new Solo5Image(
        target, Integer.toUnsignedLong(words.getInt(4)), devices.blocks(), devices.nets());
  }

  /**
   * Checks that exactly the devices of the manifest were given, each once, and no more memory than
   * the tender can give.
   */
  public void checkArguments(Arguments arguments) throws InvalidImageException {
    DeviceCheck.check(this, arguments);
    long most = target.maxMemory(!arguments.nets().isEmpty());
    if (arguments.memory() > most) {
      throw new InvalidImageException(
          "an image for %s can have at most %s MB of memory%s, not %s MB"
              .formatted(
                  target.text(),
                  most,
                  arguments.nets().isEmpty() ? "" : " with nets",
                  arguments.memory()));
    }
  }

  private static InvalidImageException differs(String what) {
    return InvalidImageException.notValid(
        "its sections and its segments hold different ones of the " + what);
  }
}
