package org.albatross.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A path and an optional last label, the unikernel or block device (docs/protocol/wire.md, Names).
 * Its text is a file name in several places; it has no character outside the label alphabet but the
 * colon, and always one of those, so it can be no directory.
 *
 * @param path the administrative domain
 * @param label the last label, absent if the name means the path itself
 */
public record Name(Path path, Optional<Label> label) {
  /** The longest text of a name, in bytes: a file name has room for a suffix beside it. */
  public static final int MAX_LENGTH = 250;

  public static final Name ROOT = of(Path.ROOT);

  public static Name of(Path path) {
    return new Name(path, Optional.empty());
  }

  public static Name of(Path path, Label label) {
    return new Name(path, Optional.of(label));
  }

  /** Reads a name; {@code hello} is read as {@code :hello}. */
  public static Name parse(String text) throws InvalidNameException {
    if (text.isEmpty()) {
      throw new InvalidNameException("invalid name \"\": a name must not be empty");
    }
    if (text.length() > MAX_LENGTH) {
      throw new InvalidNameException(
          "invalid name %s: a name has at most %s bytes, this one has %s"
              .formatted(Text.quote(text), MAX_LENGTH, text.length()));
    }
    List<String> parts = List.of(text.split(":", -1));
    String last = parts.get(parts.size() - 1);
    int first = parts.size() > 1 && parts.get(0).isEmpty() ? 1 : 0;
    List<Label> path = new ArrayList<>();
    for (String part : parts.subList(first, Math.max(first, parts.size() - 1))) {
      path.add(label(text, part));
    }
    Optional<Label> label = last.isEmpty() ? Optional.empty() : Optional.of(label(text, last));
    return new Name(new Path(path), label);
  }

  private static Label label(String name, String part) throws InvalidNameException {
    try {
      return Label.of(part);
    } catch (InvalidNameException e) {
      throw new InvalidNameException("invalid name " + Text.quote(name) + ": " + e.getMessage());
    }
  }

  /** The name as seen from a path above it. */
  public Name relativeTo(Path prefix) {
    return new Name(path.relativeTo(prefix), label);
  }

  /** Whether this name lies below, or is, the path. */
  public boolean isBelow(Path prefix) {
    return path.startsWith(prefix);
  }

  /**
   * The text of the name on the wire and in files, at most {@link #MAX_LENGTH} ASCII characters if
   * it was parsed.
   */
  public String text() {
    String last = label.map(Label::text).orElse("");
    return path.isRoot() ? ":" + last : path + last;
  }

  /** The shortest text that is read as this name, as people read and type it. */
  @Override
  public String toString() {
    return path.isRoot() && label.isPresent() ? label.get().text() : text();
  }
}
