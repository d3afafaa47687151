package org.albatross.core.solo5;

/** What an image was linked for and a tender exists for. */
public enum Target {
  /** Hardware virtualisation. */
  HVT("hvt", 4096, 2),
  /** A process in a seccomp sandbox. */
  SPT("spt", Long.MAX_VALUE, 0);

  private final String text;
  private final long maxMemory;
  private final long ring;

  Target(String text, long maxMemory, long ring) {
    this.text = text;
    this.maxMemory = maxMemory;
    this.ring = ring;
  }

  /**
   * How much memory a tender can give, in MB. That of hvt has page tables for 4 GB (Solo5,
   * hvt_cpu_x86_64.h and hvt_cpu_aarch64.h), in which the ring for its nets has a page of 2 MB.
   */
  long maxMemory(boolean nets) {
    return nets ? maxMemory - ring : maxMemory;
  }

  /** The name as in the name of the tender, {@code solo5-hvt}. */
  public String text() {
    return text;
  }

  /** Reads the number in the ABI note (docs/protocol/tenders.md, Images). */
  static Target of(int number) throws InvalidImageException {
    return switch (number) {
      case 1 -> HVT;
      case 2 -> SPT;
      case 3 -> throw unsupported("virtio");
      case 4 -> throw unsupported("muen");
      case 5 -> throw unsupported("genode");
      case 6 -> throw unsupported("xen");
      default ->
          throw unsupported("number " + Integer.toUnsignedString(number) + ", which is unknown");
    };
  }

  private static InvalidImageException unsupported(String target) {
    return InvalidImageException.notValid(
        "it was built for the target " + target + "; only hvt and spt can be run here");
  }
}
