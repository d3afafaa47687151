package org.albatross.daemon;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.albatross.core.model.Name;
import org.albatross.core.model.Policy;
import org.albatross.core.store.StoredUnikernel;

/**
 * What the life of a unikernel needs of the host. All results complete on the loop's thread; they
 * fail with an AlbatrossException where a person has to do something.
 */
interface Runner {
  /** Why a tender is started. */
  enum Start {
    /** Somebody waits for it, and wants to see its console. */
    ASKED_FOR,
    /** It has to run, with or without albatross-console, which reads the fifo when it is back. */
    BY_ITSELF
  }

  /** What this host has at this moment, as the policy of the root. */
  CompletableFuture<Policy> rootPolicy();

  /** Checks image, tender, manifest and bridges, and gets ready what a launch needs. */
  CompletableFuture<Prepared> prepare(StoredUnikernel config, Start start);

  /**
   * Starts a tender; on failure nothing is left behind.
   *
   * @param rings how many consoles the path may keep
   */
  CompletableFuture<Launched> launch(
      Name name, StoredUnikernel config, Prepared prepared, long rings, Start start);

  /** Asks a tender to end, and ends it by force if it does not. */
  void terminate(Name name, Launched launched);

  /** Removes what a tender that ended had: taps and fifo. */
  CompletableFuture<Void> cleanUp(Name name, Launched launched);

  /** Runs an action later, on the loop's thread. */
  Cancellable later(Duration delay, Runnable action);

  /** Something that need not happen any more. */
  interface Cancellable {
    void cancel();
  }
}
