package org.albatross.albatrossd.unikernel;

import java.util.concurrent.CompletableFuture;
import org.albatross.core.store.StoredUnikernel;

/** Who keeps the state on disk. Used on the loop's thread only. */
public interface Keeper {
  /** Completes when the state of now is safe on the disk, or fails: then the one before is. */
  CompletableFuture<Void> save();

  /**
   * Completes when what the state of now has no more is gone from the disk. That works on a full
   * disk too, and whatever else cannot be kept.
   */
  CompletableFuture<Void> saveLoss();

  /** The image of this unikernel stays until that is run, whatever the state names. */
  Runnable hold(StoredUnikernel unikernel);
}
