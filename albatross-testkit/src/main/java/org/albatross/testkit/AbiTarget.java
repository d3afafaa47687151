package org.albatross.testkit;

/** The targets of a Solo5 ABI note (docs/protocol/tenders.md, Images). */
public enum AbiTarget {
  HVT(1),
  SPT(2),
  VIRTIO(3),
  MUEN(4),
  GENODE(5),
  XEN(6);

  private final int number;

  AbiTarget(int number) {
    this.number = number;
  }

  /** The number in the note. */
  public int number() {
    return number;
  }
}
