package org.albatross.core.model;

import java.util.ArrayList;
import java.util.List;

/**
 * An administrative domain: a list of labels, root first (docs/protocol/wire.md, Names).
 *
 * @param labels the labels; empty for the root
 */
public record Path(List<Label> labels) {
  public static final Path ROOT = new Path(List.of());

  public Path {
    labels = List.copyOf(labels);
  }

  /**
   * Reads a path: {@code a:b}, {@code :a:b} and {@code a:b:} are the same; {@code :} and the empty
   * text are the root.
   */
  public static Path parse(String text) throws InvalidNameException {
    if (text.isEmpty() || text.equals(":")) {
      return ROOT;
    }
    return Name.parse(text.endsWith(":") ? text : text + ":").path();
  }

  public boolean isRoot() {
    return labels.isEmpty();
  }

  public Path child(Label label) {
    List<Label> longer = new ArrayList<>(labels);
    longer.add(label);
    return new Path(longer);
  }

  /**
   * The path without its last label.
   *
   * @throws IllegalStateException for the root, which has none
   */
  public Path parent() {
    if (isRoot()) {
      throw new IllegalStateException("the root has no parent");
    }
    return new Path(labels.subList(0, labels.size() - 1));
  }

  /**
   * Whose the path is: the tenant, whom the host's CA itself gave a policy (docs/tls.md). The root
   * is nobody's.
   */
  public Path tenant() {
    return isRoot() ? this : new Path(labels.subList(0, 1));
  }

  /** This path and all above it, the root first. */
  public List<Path> fromRoot() {
    List<Path> paths = new ArrayList<>(labels.size() + 1);
    for (int i = 0; i <= labels.size(); i++) {
      paths.add(new Path(labels.subList(0, i)));
    }
    return paths;
  }

  public boolean startsWith(Path prefix) {
    return labels.size() >= prefix.labels.size()
        && labels.subList(0, prefix.labels.size()).equals(prefix.labels);
  }

  /** The path without the given prefix, which it must have. */
  public Path relativeTo(Path prefix) {
    if (!startsWith(prefix)) {
      throw new IllegalArgumentException(this + " is not below " + prefix);
    }
    return new Path(labels.subList(prefix.labels.size(), labels.size()));
  }

  /** The text of the path as a name: {@code :} for the root, else {@code a:b:}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (Label label : labels) {
      text.append(label.text()).append(':');
    }
    return isRoot() ? ":" : text.toString();
  }
}
