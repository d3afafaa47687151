package org.albatross.core.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The descriptors of this process. */
public final class OpenDescriptors {
  private OpenDescriptors() {}

  public static long count() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  /** Waits until there are not more than this; threads may be about to close some. */
  public static void awaitAtMost(long most) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    long now = count();
    while (now > most) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("descriptors: " + now + ", before: " + most);
      }
      Thread.onSpinWait();
      now = count();
    }
  }
}
