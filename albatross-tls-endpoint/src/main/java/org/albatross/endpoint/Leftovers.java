package org.albatross.endpoint;

/**
 * What a client sends that nobody takes any more, as its command was refused. It may read only when
 * it has sent all: what belongs to its command is awaited as long as an upload would be. Of anybody
 * else a little is thrown away, so that it reads what it was told. Not thread-safe.
 */
final class Leftovers {
  private final int maxImage;
  private boolean expected;
  private boolean ended;
  private long most = Limits.DRAINED;
  private long taken;

  /**
   * Nothing came yet.
   *
   * @param maxImage bytes of the largest image
   */
  Leftovers(int maxImage) {
    this.maxImage = maxImage;
  }

  /** The client's command is known. */
  void follow(Delivery delivery) {
    expected = delivery.wantsUpload();
    if (expected) {
      most = delivery.mostUpload(maxImage) + Limits.DRAINED;
    }
  }

  /**
   * The client's command cannot be carried out, whatever it is.
   *
   * @param counted whether what it takes is counted to its tenant
   */
  void mayFollow(boolean counted) {
    if (counted) {
      expected = true;
      most = (long) maxImage + Limits.DRAINED;
    }
  }

  /** The client has sent all that belongs to its command. */
  void end() {
    ended = true;
  }

  /** Whether the client has more to send. */
  boolean areExpected() {
    return expected && !ended;
  }

  /**
   * Throws some more away.
   *
   * @return false if that is more than it may send
   */
  boolean take(int bytes) {
    taken += bytes;
    return taken <= (ended ? Math.min(most, Limits.DRAINED) : most);
  }
}
