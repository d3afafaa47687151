package org.albatross.core.transfer;

import java.nio.file.Path;
import java.util.function.Predicate;
import org.albatross.core.daemon.Shares;
import org.albatross.core.host.DiskSpace;
import org.albatross.core.model.AlbatrossException;

/**
 * Room on the disk for what is not whole yet, or for one reader only: what no policy counts. Each
 * owner has a part of it, and at most half of what is free. Any thread may use it.
 *
 * @param <O> whose it is, by equality; its text stands in messages
 */
public final class DiskShares<O> {
  private static final long PER_OWNER = 512L << 20;
  private static final long ALL = 4L << 30;

  /** Bytes that are taken at once. */
  private static final long STEP = 1L << 20;

  private final Shares<O> shares = new Shares<>(PER_OWNER, ALL);
  private final Path directory;
  private final Predicate<O> unbounded;

  /**
   * Room on the disk of this directory.
   *
   * @param unbounded who may take what there is
   */
  public DiskShares(Path directory, Predicate<O> unbounded) {
    this.directory = directory;
    this.unbounded = unbounded;
  }

  /** What one transfer takes: nothing yet. */
  public Part part(O owner) {
    return new Part(owner);
  }

  /** A part that one transfer takes; one thread at a time uses it. */
  public final class Part implements AutoCloseable {
    private final O owner;
    private long taken;

    private Part(O owner) {
      this.owner = owner;
    }

    /**
     * Has room for so many bytes.
     *
     * @throws AlbatrossException if that is more than its owner may have at this moment
     */
    public void reach(long bytes) throws AlbatrossException {
      while (taken < bytes && !unbounded.test(owner)) {
        long has = shares.of(owner);
        if (has + STEP > (has + DiskSpace.usable(directory)) / 2 || !shares.take(owner, STEP)) {
          throw new AlbatrossException(
              "what %s has on its way takes %s MB of the disk already; try again later"
                  .formatted(owner, has / STEP));
        }
        taken += STEP;
      }
    }

    @Override
    public void close() {
      shares.giveBack(owner, taken);
      taken = 0;
    }
  }
}
