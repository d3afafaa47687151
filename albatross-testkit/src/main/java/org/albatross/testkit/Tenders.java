package org.albatross.testkit;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** Where the tenders are: the real ones of the PATH, else the stub. */
public final class Tenders {
  private Tenders() {}

  /**
   * A tender for images of {@link UnikernelImage}.
   *
   * @param executable absolute
   * @param stub whether it is {@link StubTender}
   */
  public record Tender(Path executable, boolean stub) {}

  /** The real {@code solo5-spt} if the PATH has one, else the stub, put into this directory. */
  public static Tender spt(Path directory) throws IOException {
    Optional<Path> real = sptOnPath();
    return real.isPresent()
        ? new Tender(real.get(), false)
        : new Tender(StubTender.install(directory).toAbsolutePath(), true);
  }

  /** The {@code solo5-spt} of the PATH. */
  public static Optional<Path> sptOnPath() {
    return onPath("solo5-spt");
  }

  /** A program of the PATH. */
  public static Optional<Path> onPath(String name) {
    return Arrays.stream(
            Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory).toAbsolutePath().resolve(name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
