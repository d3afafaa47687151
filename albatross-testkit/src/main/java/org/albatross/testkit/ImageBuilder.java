package org.albatross.testkit;

import static org.albatross.testkit.ElfWriter.PF_R;
import static org.albatross.testkit.ElfWriter.PF_W;
import static org.albatross.testkit.ElfWriter.PF_X;

import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Builds a Solo5 image around a program: a right one for the spt tender unless told otherwise. The
 * notes are found by the names of sections, as albatross does, and by PT_NOTE segments, as the
 * tender does; both are the same bytes in the file unless told otherwise.
 */
public final class ImageBuilder {
  /** The version of spt's ABI that Solo5 0.12 has. */
  public static final int SPT_ABI_VERSION = 2;

  public static final String ABI_SECTION = ".note.solo5.abi";
  public static final String MANIFEST_SECTION = ".note.solo5.manifest";

  /** Ends what is loaded, so that the stub tender knows an image that it can run. */
  private static final String MARK = "albatross-testkit: runs as a program too";

  private static final int PAGE = 4096;

  private final Program program;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;
  private int target = AbiTarget.SPT.number();
  private int version = SPT_ABI_VERSION;
  private Manifest manifest = Manifest.devices(List.of(), List.of());
  private Optional<byte[]> abiNote = Optional.empty();
  private Optional<byte[]> manifestNote = Optional.empty();
  private Optional<byte[]> abiSectionNote = Optional.empty();
  private Optional<byte[]> manifestSectionNote = Optional.empty();
  private String abiSection = ABI_SECTION;
  private String manifestSection = MANIFEST_SECTION;
  private int padding;
  private long loaded;

  ImageBuilder(Program program) {
    this.program = program;
  }

  /** The image's devices. */
  public ImageBuilder devices(List<String> blocks, List<String> nets) {
    return manifest(Manifest.devices(blocks, nets));
  }

  public ImageBuilder manifest(Manifest newManifest) {
    manifest = newManifest;
    return this;
  }

  /** Another target than spt, or another version of its ABI; the code stays spt's. */
  public ImageBuilder abi(AbiTarget newTarget, int newVersion) {
    return abi(newTarget.number(), newVersion);
  }

  /** The same for a target that there is not. */
  public ImageBuilder abi(int newTarget, int newVersion) {
    target = newTarget;
    version = newVersion;
    return this;
  }

  /** Writes the ELF and note headers in this order; an image in big-endian order cannot run. */
  public ImageBuilder byteOrder(ByteOrder newOrder) {
    order = newOrder;
    return this;
  }

  /** The bytes of the ABI note in place of those that {@link #abi} gives; see {@link Note}. */
  public ImageBuilder abiNote(byte[] note) {
    abiNote = Optional.of(note.clone());
    return this;
  }

  /** The bytes of the manifest note in place of those that {@link #manifest} gives. */
  public ImageBuilder manifestNote(byte[] note) {
    manifestNote = Optional.of(note.clone());
    return this;
  }

  /** Lets the ABI section have these bytes; the segment keeps the others. */
  public ImageBuilder abiSectionNote(byte[] note) {
    abiSectionNote = Optional.of(note.clone());
    return this;
  }

  /** Lets the manifest section have these bytes; the segment keeps the others. */
  public ImageBuilder manifestSectionNote(byte[] note) {
    manifestSectionNote = Optional.of(note.clone());
    return this;
  }

  /** Another name in place of {@link #ABI_SECTION}. */
  public ImageBuilder abiSection(String name) {
    abiSection = name;
    return this;
  }

  /** Another name in place of {@link #MANIFEST_SECTION}. */
  public ImageBuilder manifestSection(String name) {
    manifestSection = name;
    return this;
  }

  /**
   * Appends bytes that nothing in the image refers to, always the same, which cannot be compressed.
   */
  public ImageBuilder padding(int bytes) {
    padding = bytes;
    return this;
  }

  /**
   * Has so many bytes of memory loaded, in which what is not in the file is zero.
   *
   * @param bytes not less than the image has; 0: as many as it has
   */
  public ImageBuilder loaded(long bytes) {
    loaded = bytes;
    return this;
  }

  /** The image's file. */
  public byte[] build() {
    ElfWriter elf = new ElfWriter(order);
    byte[] abiBytes = abiNote.orElseGet(() -> Note.abi(target, version, order));
    byte[] manifestBytes = manifestNote.orElseGet(() -> Note.manifest(manifest, order));
    ElfWriter.Span abi = elf.append(abiBytes, 8);
    ElfWriter.Span mft = elf.append(manifestBytes, 8);
    ElfWriter.Span code = elf.append(program.code(), 16);
    ElfWriter.Span mark = elf.append(MARK.getBytes(StandardCharsets.US_ASCII), 1);
    elf.segment(ElfWriter.PT_NOTE, PF_R, abi, 4);
    elf.segment(ElfWriter.PT_NOTE, PF_R, mft, 4);
    elf.segment(
        ElfWriter.PT_LOAD,
        PF_R | PF_X,
        new ElfWriter.Span(0, mark.end()),
        Math.max(loaded, mark.end()),
        PAGE);
    // Without it Linux could make the stack executable.
    elf.segment(ElfWriter.PT_GNU_STACK, PF_R | PF_W, ElfWriter.Span.EMPTY, 16);
    ElfWriter.Span abiInSection = abiSectionNote.map(note -> elf.append(note, 8)).orElse(abi);
    ElfWriter.Span mftInSection = manifestSectionNote.map(note -> elf.append(note, 8)).orElse(mft);
    elf.section(abiSection, ElfWriter.SHT_NOTE, abiInSection);
    elf.section(manifestSection, ElfWriter.SHT_NOTE, mftInSection);
    elf.section(".text", ElfWriter.SHT_PROGBITS, code);
    return padded(elf.finish(code.offset()));
  }

  private byte[] padded(byte[] image) {
    byte[] out = Arrays.copyOf(image, image.length + padding);
    byte[] random = new byte[padding];
    new SplittableRandom(padding).nextBytes(random);
    System.arraycopy(random, 0, out, image.length, padding);
    return out;
  }
}
