package org.albatross.daemon;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.StoredUnikernel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state: the images that came are synced, then the manifest that names them is replaced,
 * then images that nobody names any more go. Changes that come while one is written are written
 * together afterwards. What could not be written is tried again. Used on the loop's thread.
 */
final class StateStore implements Keeper {
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final ManifestFile file;
  private final ImageStore images;
  private final Work work;
  private final Later later;
  private final Supplier<Manifest> current;
  private List<CompletableFuture<Void>> next = new ArrayList<>();
  private boolean writing;
  private boolean retrying;

  /** How to do something after a while, on the loop's thread. */
  interface Later {
    void run(Duration delay, Runnable action);
  }

  /**
   * Makes a store.
   *
   * @param current the state of this moment; called on the loop's thread
   */
  StateStore(
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
  void close(ImageStore.Pin pin) {
    var unused =
        work.run(
            () -> {
              pin.close();
              return null;
            });
  }

  @Override
  public CompletableFuture<Void> save() {
    CompletableFuture<Void> saved = new CompletableFuture<>();
    next.add(saved);
    if (!writing) {
      writeNext();
    }
    return saved;
  }

  private void writeNext() {
    List<CompletableFuture<Void>> asked = next;
    next = new ArrayList<>();
    writing = true;
    Manifest manifest = current.get();
    Work.unheard(
        work.run(
                () -> {
                  write(manifest);
                  return null;
                })
            .handle(
                (done, failure) -> {
                  writing = false;
                  if (failure != null) {
                    LOG.error("{}", Work.cause(failure).getMessage());
                    retryLater();
                  }
                  if (!next.isEmpty()) {
                    writeNext();
                  }
                  asked.forEach(each -> complete(each, failure));
                  return null;
                }));
  }

  private void write(Manifest manifest) throws AlbatrossException {
    images.sync();
    file.write(manifest);
    images.collect(manifest.images());
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

  private static void complete(CompletableFuture<Void> saved, Throwable failure) {
    if (failure == null) {
      saved.complete(null);
    } else {
      Throwable cause = Work.cause(failure);
      saved.completeExceptionally(
          cause instanceof AlbatrossException
              ? new AlbatrossException(
                  "the change cannot be kept, so it was not made: " + cause.getMessage(), cause)
              : cause);
    }
  }
}
