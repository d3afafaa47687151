package org.albatross.core.solo5;

/** What an image was linked for and a tender exists for. */
public enum Target {
  /** Hardware virtualisation. */
  HVT("hvt"),
  /** A process in a seccomp sandbox. */
  SPT("spt");

  private final String text;

  Target(String text) {
    this.text = text;
  }

  /** The name as in the name of the tender, {@code solo5-hvt}. */
  public String text() {
    return text;
  }

  /** Reads the number in the ABI note (contract 3). */
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
