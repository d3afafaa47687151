package org.albatross.core.model;

import org.albatross.testkit.SeededRandom;

/** Names for tests. */
public final class Names {
  private Names() {}

  /** A name that is known to be one. */
  public static Name name(String text) {
    try {
      return Name.parse(text);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A path that is known to be one. */
  public static Path path(String text) {
    try {
      return Path.parse(text);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** Any name, of up to four labels that are often the same. */
  public static Name any(SeededRandom random) {
    StringBuilder text = new StringBuilder(":");
    for (String label : random.list(4, Names::label)) {
      text.append(label).append(':');
    }
    boolean path = text.length() == 1 || random.oneIn(2);
    return name(path ? text.toString() : text.substring(0, text.length() - 1));
  }

  private static String label(SeededRandom random) {
    return random.string("ab0.", 1, 1) + random.string("ab0.-", 0, random.oneIn(8) ? 20 : 1);
  }
}
