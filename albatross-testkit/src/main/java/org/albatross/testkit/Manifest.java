package org.albatross.testkit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A Solo5 manifest (docs/protocol/tenders.md, Images), right or wrong.
 *
 * @param version 1 in a right one
 * @param count the number of entries that it says it has, 1 to 64 and the size of {@code entries}
 *     in a right one
 * @param entries those that it has, the reserved one first in a right one
 */
public record Manifest(int version, int count, List<ManifestEntry> entries) {
  public Manifest {
    entries = List.copyOf(entries);
  }

  /** Exactly these entries: the reserved one is not added. */
  public static Manifest of(List<ManifestEntry> entries) {
    return new Manifest(1, entries.size(), entries);
  }

  /** The reserved entry, the block devices and then the nets. */
  public static Manifest devices(List<String> blocks, List<String> nets) {
    List<ManifestEntry> entries = new ArrayList<>();
    entries.add(ManifestEntry.reservedFirst());
    blocks.forEach(name -> entries.add(ManifestEntry.block(name)));
    nets.forEach(name -> entries.add(ManifestEntry.net(name)));
    return of(entries);
  }

  public Manifest withVersion(int newVersion) {
    return new Manifest(newVersion, count, entries);
  }

  /** Says another number of entries than there are. */
  public Manifest withCount(int newCount) {
    return new Manifest(version, newCount, entries);
  }

  /** What the note contains, the padding before the version included; little-endian. */
  byte[] content() {
    ByteBuffer out =
        ByteBuffer.allocate(12 + entries.size() * ManifestEntry.SIZE)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(0).putInt(version).putInt(count);
    entries.forEach(entry -> entry.write(out));
    return out.array();
  }
}
