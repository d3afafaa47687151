package org.albatross.albatrossd.unikernel;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.albatross.albatrossd.life.Prepared;
import org.albatross.albatrossd.life.Tender;
import org.albatross.core.model.Name;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.ExitStatus;
import org.albatross.core.store.StoredUnikernel;

/**
 * What the life of a unikernel needs of the host. All results complete on the loop's thread; they
 * fail with an AlbatrossException where a person has to do something.
 */
public interface Runner {
  /** What this host has at this moment, as the policy of the root. */
  CompletableFuture<Policy> rootPolicy();

  /**
   * Checks image, tender, manifest and bridges, and finds out what a launch needs.
   *
   * @param awaited whether it is refused without albatross-console
   */
  CompletableFuture<Prepared> prepare(StoredUnikernel config, boolean awaited);

  /** Makes fifo and taps; on failure nothing is left behind. */
  CompletableFuture<Void> furnish(Name name, long run, StoredUnikernel config, Prepared prepared);

  /**
   * Has albatross-console read the fifo.
   *
   * @param rings how many consoles the path may keep
   */
  CompletableFuture<Void> introduce(Name name, long rings);

  /** Starts the tender of what was furnished; on failure it is still to be cleaned up. */
  CompletableFuture<Spawned> spawn(Name name, long run);

  /**
   * A tender that runs.
   *
   * @param exit completes on the loop's thread when it has ended
   */
  record Spawned(Tender tender, CompletableFuture<ExitStatus> exit) {}

  /** Asks a tender to end. */
  void terminate(Name name, long run);

  /** Ends a tender by force. */
  void kill(Name name, long run);

  /** Removes what was furnished, and what a tender had that has ended. */
  CompletableFuture<Void> cleanUp(Name name, long run);

  /** Runs an action later, on the loop's thread. */
  Cancellable later(Duration delay, Runnable action);

  /** Something that need not happen any more. */
  interface Cancellable {
    void cancel();
  }
}
