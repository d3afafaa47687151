package org.albatross.core.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** When the log on standard error has colours. */
public enum ColorMode {
  AUTO,
  ALWAYS,
  NEVER;

  /** Whether to use colours; with {@link #AUTO} on a terminal that is not told to do without. */
  boolean enabled(Map<String, String> environment) {
    return switch (this) {
      case ALWAYS -> true;
      case NEVER -> false;
      case AUTO ->
          !environment.containsKey("NO_COLOR")
              && !environment.getOrDefault("TERM", "dumb").equals("dumb")
              && errorIsTerminal();
    };
  }

  /** The JDK tells it of standard input and output only. */
  private static boolean errorIsTerminal() {
    try {
      String device = Path.of("/dev/fd/2").toRealPath().toString();
      return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
