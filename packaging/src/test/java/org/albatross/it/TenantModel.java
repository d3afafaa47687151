package org.albatross.it;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.albatross.core.model.Bytes;

/** What a tenant has, after what it was answered, and what more its policy lets it have. */
final class TenantModel {
  static final int UNIKERNELS = 3;

  /** In MB. */
  static final int MEMORY = 64;

  /** In MB. */
  static final int BLOCK = 8;

  private final Map<String, Running> unikernels = new TreeMap<>();
  private final Map<String, Long> blocks = new TreeMap<>();

  /**
   * A unikernel.
   *
   * @param memory in MB
   */
  record Running(long memory, Bytes image) {}

  boolean mayCreate(String label, long memory, boolean force) {
    Optional<Running> before = running(label);
    if (before.isPresent() && !force) {
      return false;
    }
    int more = before.isPresent() ? 0 : 1;
    long freed = before.map(Running::memory).orElse(0L);
    return unikernels.size() + more <= UNIKERNELS && memory() - freed + memory <= MEMORY;
  }

  private long memory() {
    return sum(unikernels.values().stream().map(Running::memory).toList());
  }

  private static long sum(Collection<Long> values) {
    return values.stream().mapToLong(Long::longValue).sum();
  }

  void created(String label, Running unikernel) {
    unikernels.put(label, unikernel);
  }

  Optional<Running> running(String label) {
    return Optional.ofNullable(unikernels.get(label));
  }

  void destroyed(String label) {
    unikernels.remove(label);
  }

  /** The memory of each. */
  Map<String, Long> memories() {
    return unikernels.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, each -> each.getValue().memory(), Long::sum, TreeMap::new));
  }

  boolean mayAdd(String label, long megabytes) {
    return !blocks.containsKey(label) && sum(blocks.values()) + megabytes <= BLOCK;
  }

  void added(String label, long megabytes) {
    blocks.put(label, megabytes);
  }

  boolean hasBlock(String label) {
    return blocks.containsKey(label);
  }

  void removed(String label) {
    blocks.remove(label);
  }

  /** The sizes in MB. */
  Map<String, Long> blocks() {
    return new TreeMap<>(blocks);
  }
}
