package org.albatross.client.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Colours, or none. */
public final class Style {
  private static final char ESC = 27;

  private final boolean coloured;

  public Style(boolean coloured) {
    this.coloured = coloured;
  }

  /**
   * Colours only on a terminal that has them, and not where {@code NO_COLOR} is set
   * (https://no-color.org).
   */
  public static Style automatic(Map<String, String> environment) {
    boolean wanted =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    return new Style(wanted && standardOutputIsTerminal());
  }

  public String heading(String text) {
    return wrap("1", text);
  }

  public String dim(String text) {
    return wrap("2", text);
  }

  private String wrap(String code, String text) {
    return coloured ? ESC + "[" + code + "m" + text + ESC + "[0m" : text;
  }

  /** {@code System.console()} asks about the input as well, and on new JDKs loads a terminal. */
  public static boolean standardOutputIsTerminal() {
    return isTerminal(1);
  }

  public static boolean standardErrorIsTerminal() {
    return isTerminal(2);
  }

  private static boolean isTerminal(int descriptor) {
    try {
      String target = Files.readSymbolicLink(Path.of("/proc/self/fd/" + descriptor)).toString();
      return target.startsWith("/dev/pts/")
          || target.startsWith("/dev/tty")
          || target.equals("/dev/console");
    } catch (IOException e) {
      return false; // no such thing on this system: plain text is always right
    }
  }
}
