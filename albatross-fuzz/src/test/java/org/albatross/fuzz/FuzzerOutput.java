package org.albatross.fuzz;

import java.nio.charset.StandardCharsets;
import jnr.ffi.LibraryLoader;
import jnr.ffi.annotations.In;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Has what the fuzzer says of its progress, and newer JVMs of how it works, written to a file: it
 * goes past Java's streams, right to descriptor 2, and a build is to be silent. What is found is
 * told as any failed test is.
 */
public final class FuzzerOutput implements LauncherSessionListener {
  /** The system property that names the file; without it all stays as it is. */
  private static final String FILE = "fuzz.output";

  private static final int STANDARD_ERROR = 2;

  /** O_WRONLY, O_CREAT and O_APPEND of Linux, where the fuzzer runs. */
  private static final int APPEND = 0x441;

  private static final int MODE = 0644;

  /** The two functions of the C library. Public, for what implements it is made elsewhere. */
  public interface Library {
    int open(@In byte[] path, int flags, int mode);

    int dup2(int from, int to);
  }

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    String file = System.getProperty(FILE);
    if (file == null) {
      return;
    }
    Library library = LibraryLoader.create(Library.class).load("c");
    int descriptor = library.open((file + '\0').getBytes(StandardCharsets.UTF_8), APPEND, MODE);
    if (descriptor < 0 || library.dup2(descriptor, STANDARD_ERROR) < 0) {
      throw new IllegalStateException("cannot write " + file);
    }
  }
}
