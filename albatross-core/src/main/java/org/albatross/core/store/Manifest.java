package org.albatross.core.store;

import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;

/**
 * The unikernels that are to run, and the policies.
 *
 * @param issued from when each policy holds, where that is known: an older one does not replace it
 */
public record Manifest(
    NameTrie<StoredUnikernel> unikernels, NameTrie<Policy> policies, NameTrie<Instant> issued) {
  public static final Manifest EMPTY = new Manifest(NameTrie.empty(), NameTrie.empty());

  /** With policies of which nobody knows from when they hold. */
  public Manifest(NameTrie<StoredUnikernel> unikernels, NameTrie<Policy> policies) {
    this(unikernels, policies, NameTrie.empty());
  }

  /** What of this the other has too, by name, and as it stands here: never more than this. */
  Manifest reducedTo(Manifest other) {
    return new Manifest(
        reduced(unikernels, other.unikernels),
        reduced(policies, other.policies),
        reduced(issued, other.policies));
  }

  private static <V> NameTrie<V> reduced(NameTrie<V> all, NameTrie<?> wanted) {
    NameTrie<V> left = all;
    for (Named<V> each : all.entries()) {
      if (wanted.get(each.name()).isEmpty()) {
        left = left.without(each.name());
      }
    }
    return left;
  }

  /** The images that it names. */
  public Set<ImageId> images() {
    Set<ImageId> images = new HashSet<>();
    for (Named<StoredUnikernel> each : unikernels.entries()) {
      each.value().image().ifPresent(images::add);
    }
    return images;
  }
}
