package org.albatross.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.wire.DecodeException;
import org.albatross.core.wire.State;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the state in one file: written beside, synced, renamed. Changes that come while one is
 * written are written together afterwards. Saving is asked for on the loop's thread.
 */
final class StateStore {
  private static final Logger LOG = LoggerFactory.getLogger(StateStore.class);

  private final Path file;
  private final Work work;
  private final Supplier<State> current;
  private List<CompletableFuture<Void>> next = new ArrayList<>();
  private boolean writing;

  /**
   * Makes a store.
   *
   * @param current the state of this moment; called on the loop's thread
   */
  StateStore(Path file, Work work, Supplier<State> current) {
    this.file = file;
    this.work = work;
    this.current = current;
  }

  /**
   * Reads what was kept; empty if nothing ever was.
   *
   * @throws AlbatrossException if something was, and cannot be read: the daemon must not start
   *     empty by mistake
   */
  static State read(Path file) throws AlbatrossException {
    Path backup = file.resolveSibling(file.getFileName() + ".bak");
    try {
      if (!Files.exists(file)) {
        if (Files.exists(backup)) {
          throw new AlbatrossException(
              "there is no state %s, but a backup %s: rename it to use it, or remove it to start with nothing"
                  .formatted(file, backup));
        }
        return State.EMPTY;
      }
      State state = State.decode(Files.readAllBytes(file));
      keepCopy(file);
      return state;
    } catch (DecodeException e) {
      throw new AlbatrossException(
          "the state %s cannot be read: %s; put a good copy in its place, or remove it to start with nothing"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new AlbatrossException(
          "the state " + file + " cannot be read: " + UnixSockets.describe(e), e);
    }
  }

  /** The state of this start, for people; a full disk must not keep unikernels from running. */
  private static void keepCopy(Path file) {
    Path copy = file.resolveSibling(file.getFileName() + ".started");
    try {
      Files.copy(
          file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    } catch (IOException e) {
      LOG.warn("cannot write {}: {}", copy, UnixSockets.describe(e));
    }
  }

  /** Completes on the loop's thread when the state of now is safe on the disk. */
  CompletableFuture<Void> save() {
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
    State state = current.get();
    var unused =
        work.run(
                () -> {
                  write(file, state.encode());
                  return null;
                })
            .whenComplete(
                (done, failure) -> {
                  writing = false;
                  if (!next.isEmpty()) {
                    writeNext();
                  }
                  asked.forEach(each -> complete(each, failure));
                });
  }

  private static void complete(CompletableFuture<Void> saved, Throwable failure) {
    if (failure == null) {
      saved.complete(null);
    } else {
      saved.completeExceptionally(failure);
    }
  }

  private static void write(Path file, byte[] bytes) throws AlbatrossException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    try {
      Files.deleteIfExists(beside);
      try (FileChannel channel = PrivateFiles.open(beside)) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
        channel.force(true);
      }
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      PrivateFiles.sync(file.getParent());
    } catch (IOException e) {
      throw new AlbatrossException(
          "done, but the state %s could not be written (%s): it will not outlive albatrossd"
              .formatted(file, UnixSockets.describe(e)),
          e);
    }
  }
}
