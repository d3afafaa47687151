package org.albatross.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.model.Utf8;

/**
 * Arguments as they were typed. The JVM reads them in the characters of the locale, and what is
 * none of these (all beyond ASCII in the locale C) is lost; the kernel has the bytes.
 */
final class TypedArguments {
  private static final Path COMMAND_LINE = Path.of("/proc/self/cmdline");
  private static final char LOST = '\uFFFD';

  private TypedArguments() {}

  /** The arguments with nothing lost, where this host can tell. */
  static String[] of(String... args) {
    return of(COMMAND_LINE, args);
  }

  /**
   * @param commandLine a file with all words of the process, each ended by a zero byte; the last of
   *     them are the arguments
   */
  static String[] of(Path commandLine, String... args) {
    if (String.join("", args).indexOf(LOST) < 0) {
      return args;
    }
    try {
      List<String> words = words(Files.readAllBytes(commandLine));
      int first = words.size() - args.length;
      return first < 0 ? args : words.subList(first, words.size()).toArray(String[]::new);
    } catch (IOException e) {
      return args; // a host without /proc: whoever reads the argument says that it cannot
    }
  }

  private static List<String> words(byte[] bytes) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        words.add(Utf8.decode(bytes, start, i - start));
        start = i + 1;
      }
    }
    return words;
  }
}
