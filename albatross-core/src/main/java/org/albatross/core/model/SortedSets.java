package org.albatross.core.model;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/** Immutable sorted sets, for which the JDK has no factory. */
public final class SortedSets {
  private SortedSets() {}

  public static <T extends Comparable<T>> SortedSet<T> copyOf(Collection<? extends T> values) {
    return Collections.unmodifiableSortedSet(new TreeSet<>(values));
  }
}
