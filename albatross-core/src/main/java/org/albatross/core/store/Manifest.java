package org.albatross.core.store;

import java.util.HashSet;
import java.util.Set;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.Policy;

/** The unikernels that are to run, and the policies. */
public record Manifest(NameTrie<StoredUnikernel> unikernels, NameTrie<Policy> policies) {
  public static final Manifest EMPTY = new Manifest(NameTrie.empty(), NameTrie.empty());

  /** The images that it names. */
  public Set<ImageId> images() {
    Set<ImageId> images = new HashSet<>();
    for (Named<StoredUnikernel> each : unikernels.entries()) {
      each.value().image().ifPresent(images::add);
    }
    return images;
  }
}
