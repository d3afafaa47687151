package org.albatross.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A script in place of {@code solo5-spt} that runs images of {@link UnikernelImage} as Linux
 * programs. It checks its options as the real one does and says on stderr that it is a stub. It
 * makes an image executable that is not.
 */
public final class StubTender {
  public static final String NAME = "solo5-spt";

  private StubTender() {}

  /** Puts it into a directory, which is made if it is not there; returns where it is. */
  public static Path install(Path directory) throws IOException {
    Files.createDirectories(directory);
    Path tender = directory.resolve(NAME);
    try (InputStream script = StubTender.class.getResourceAsStream("/stub-tender/" + NAME)) {
      Files.copy(script, tender, StandardCopyOption.REPLACE_EXISTING);
    }
    return Files.setPosixFilePermissions(tender, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
