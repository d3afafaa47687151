package org.albatross.core.solo5;

import java.util.Optional;

/**
 * A kind of processor, and the order in which it has its bytes.
 *
 * @param number e_machine of the ELF header
 */
public record Machine(int number, boolean bigEndian) {
  private static final int EM_PPC64 = 21;
  private static final int EM_X86_64 = 62;
  private static final int EM_AARCH64 = 183;
  private static final int EM_RISCV = 243;

  /** The machine that a JVM calls so (os.arch), if there are tenders for it. */
  public static Optional<Machine> ofJvm(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> Optional.of(new Machine(EM_X86_64, false));
      case "aarch64" -> Optional.of(new Machine(EM_AARCH64, false));
      case "ppc64le" -> Optional.of(new Machine(EM_PPC64, false));
      default -> Optional.empty();
    };
  }

  @Override
  public String toString() {
    return switch (number) {
      case EM_PPC64 -> bigEndian ? "ppc64" : "ppc64le";
      case EM_X86_64 -> "x86-64" + order();
      case EM_AARCH64 -> "aarch64" + order();
      case EM_RISCV -> "riscv" + order();
      default -> "a machine of number " + number + order();
    };
  }

  private String order() {
    return bigEndian ? " in big-endian order" : "";
  }
}
