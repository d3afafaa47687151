package org.albatross.albatrossd.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.albatross.albatrossd.unikernel.Keeper;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.store.ImageId;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.StoreException;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state: the images that came are synced, then the manifest that names them is replaced,
 * then images that nobody names any more go. Changes that come while one is written are written
 * together afterwards. If they cannot be, as on a full disk, what is gone is taken from the
 * manifest all the same: nobody's create stands in the way of another's destroy. What could not be
 * written is tried again. Used on the loop's thread.
 */
public final class StateStore implements Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ManifestFile file;
  private final ImageStore images;
  private final Work work;
  private final Later later;
  private final Supplier<Manifest> current;
  private List<Asked> next = new ArrayList<>();
  private boolean writing;
  private boolean retrying;

  /**
   * Who waits for a write.
   *
   * @param loss whether it is enough that what is gone is gone
   */
  private record Asked(CompletableFuture<Void> saved, boolean loss) {}

  /** How to do something after a while, on the loop's thread. */
  public interface Later {
    void run(Duration delay, Runnable action);
  }

  /**
   * Makes a store.
   *
   * @param current the state of this moment; called on the loop's thread
   */
  public StateStore(
      ManifestFile file, ImageStore images, Work work, Later later, Supplier<Manifest> current) {
    this.file = file;
    this.images = images;
    this.work = work;
    this.later = later;
    this.current = current;
  }

  @Override
  public Runnable hold(StoredUnikernel unikernel) {
    return unikernel
        .image()
        .map(images::pin)
        .<Runnable>map(pin -> () -> close(pin))
        .orElse(() -> {});
  }

  /** Lets an image go, and its file if nobody else wants it. */
  public void close(ImageStore.Pin pin) {
    var unused =
        work.run(
            () -> {
              pin.close();
              return null;
            });
  }

  @Override
  public CompletableFuture<Void> save() {
    return ask(false);
  }

  @Override
  public CompletableFuture<Void> saveLoss() {
    return ask(true);
  }

  private CompletableFuture<Void> ask(boolean loss) {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    next.add(new Asked(saved, loss));
    if (!writing) {
      writeNext();
    }
    return saved;
  }

  private void writeNext() {
    List<Asked> asked = next;
    next = new ArrayList<>();
    writing = true;
    Manifest manifest = current.get();
    Work.unheard(
        work.run(() -> write(manifest))
            .handle(Written::of)
            .thenAccept(
                written -> {
                  writing = false;
                  written
                      .failure()
                      .ifPresent(
                          failure -> {
                            LOG.error("{}", failure.getMessage());
                            retryLater();
                          });
                  if (!next.isEmpty()) {
                    writeNext();
                  }
                  asked.forEach(each -> complete(each, written));
                }));
  }

  /**
   * What came of a write.
   *
   * @param failure why not all of it is on the disk
   * @param reduced whether what is gone is gone from the disk
   */
  private record Written(Optional<Throwable> failure, boolean reduced) {
    static final Written ALL = new Written(Optional.empty(), true);

    static Written of(Written written, Throwable failure) {
      return failure == null ? written : new Written(Optional.of(Work.cause(failure)), false);
    }
  }

  private Written write(Manifest manifest) throws AlbatrossException {
    Set<ImageId> living = manifest.images();
    images.keep(living);
    try {
      images.sync(living);
      file.write(manifest);
      images.collect(living);
      return Written.ALL;
    } catch (StoreException e) {
      // What lives needs its image, though the disk may have another one for it.
      Set<ImageId> both = new HashSet<>(file.reduce(manifest).images());
      both.addAll(living);
      images.collect(both);
      return new Written(Optional.of(e), true);
    }
  }

  /** One that ended for good must not come back: the disk has to learn of it some time. */
  private void retryLater() {
    if (!retrying) {
      retrying = true;
      later.run(
          RETRY,
          () -> {
            retrying = false;
            var unused = save().exceptionally(failure -> null);
          });
    }
  }

  private static void complete(Asked asked, Written written) {
    if (written.failure().isEmpty() || asked.loss() && written.reduced()) {
      asked.saved().complete(null);
    } else {
      Throwable cause = written.failure().get();
      asked
          .saved()
          .completeExceptionally(
              cause instanceof AlbatrossException
                  ? new AlbatrossException(
                      "the change cannot be kept, so it was not made: " + cause.getMessage(), cause)
                  : cause);
    }
  }
}
