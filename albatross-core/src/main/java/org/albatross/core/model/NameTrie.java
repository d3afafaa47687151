package org.albatross.core.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * An immutable map from names that answers what lies below a path. Entries come in the order of
 * their labels, a path before what is below it; a path {@code a:} and a name {@code :a} are
 * different keys. A change copies the nodes on the way to it and shares all others.
 */
public final class NameTrie<V> {
  private static final NameTrie<?> EMPTY =
      new NameTrie<>(Optional.empty(), Optional.empty(), Collections.emptyNavigableMap());

  private final Optional<V> atPath;
  private final Optional<V> atName;
  private final NavigableMap<Label, NameTrie<V>> children;

  private NameTrie(
      Optional<V> atPath, Optional<V> atName, NavigableMap<Label, NameTrie<V>> children) {
    this.atPath = atPath;
    this.atName = atName;
    this.children = children;
  }

  @SuppressWarnings("unchecked") // an empty trie has no values of any type
  public static <V> NameTrie<V> empty() {
    return (NameTrie<V>) EMPTY;
  }

  public boolean isEmpty() {
    return atPath.isEmpty() && atName.isEmpty() && children.isEmpty();
  }

  public int size() {
    int size = (atPath.isPresent() ? 1 : 0) + (atName.isPresent() ? 1 : 0);
    for (NameTrie<V> child : children.values()) {
      size += child.size();
    }
    return size;
  }

  public Optional<V> get(Name name) {
    NameTrie<V> node = this;
    for (Label label : labels(name)) {
      node = node.children.get(label);
      if (node == null) {
        return Optional.empty();
      }
    }
    return name.label().isPresent() ? node.atName : node.atPath;
  }

  public Optional<V> get(Path path) {
    return get(Name.of(path));
  }

  public NameTrie<V> with(Name name, V value) {
    return set(labels(name), name.label().isPresent(), Optional.of(value));
  }

  /** The map without the name; this one if it has none. */
  public NameTrie<V> without(Name name) {
    return get(name).isEmpty()
        ? this
        : set(labels(name), name.label().isPresent(), Optional.empty());
  }

  /** The same names with other values. */
  public <W> NameTrie<W> map(Function<? super V, ? extends W> change) {
    NavigableMap<Label, NameTrie<W>> changed = new TreeMap<>();
    children.forEach((label, child) -> changed.put(label, child.map(change)));
    return new NameTrie<>(atPath.map(change), atName.map(change), changed);
  }

  /** All entries below or at the path, with their full names. */
  public List<Named<V>> below(Path path) {
    NameTrie<V> node = this;
    for (Label label : path.labels()) {
      node = node.children.get(label);
      if (node == null) {
        return List.of();
      }
    }
    List<Named<V>> found = new ArrayList<>();
    node.collect(path, !path.isRoot(), found);
    return found;
  }

  public List<Named<V>> entries() {
    return below(Path.ROOT);
  }

  private void collect(Path here, boolean skipName, List<Named<V>> found) {
    atPath.ifPresent(value -> found.add(new Named<>(Name.of(here), value)));
    if (!skipName && !here.isRoot()) {
      Label last = here.labels().get(here.labels().size() - 1);
      atName.ifPresent(value -> found.add(new Named<>(Name.of(here.parent(), last), value)));
    }
    children.forEach((label, child) -> child.collect(here.child(label), false, found));
  }

  private NameTrie<V> set(List<Label> labels, boolean named, Optional<V> value) {
    if (labels.isEmpty()) {
      return named
          ? new NameTrie<>(atPath, value, children)
          : new NameTrie<>(value, atName, children);
    }
    Label first = labels.get(0);
    NameTrie<V> child = children.getOrDefault(first, empty());
    NameTrie<V> changed = child.set(labels.subList(1, labels.size()), named, value);
    NavigableMap<Label, NameTrie<V>> copy = new TreeMap<>(children);
    if (changed.isEmpty()) {
      copy.remove(first);
    } else {
      copy.put(first, changed);
    }
    return new NameTrie<>(atPath, atName, copy);
  }

  private static List<Label> labels(Name name) {
    return name.label().map(name.path()::child).orElse(name.path()).labels();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NameTrie<?> that
        && atPath.equals(that.atPath)
        && atName.equals(that.atName)
        && children.equals(that.children);
  }

  @Override
  public int hashCode() {
    return entries().hashCode();
  }

  @Override
  public String toString() {
    return entries().toString();
  }
}
