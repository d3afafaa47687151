package org.albatross.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Policy;
import org.albatross.core.model.SortedSets;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {
  @TempDir Path directory;
  private final List<Runnable> retries = new ArrayList<>();
  private Manifest current = Manifest.EMPTY;
  private StateStore store;

  @BeforeEach
  void open() throws Exception {
    store = store(Runnable::run);
  }

  private StateStore store(Executor worker) throws AlbatrossException {
    ImageStore images = new ImageStore(directory.resolve("images"));
    images.open();
    return new StateStore(
        new ManifestFile(directory),
        images,
        new Work(worker, Runnable::run),
        (Duration delay, Runnable action) -> retries.add(action),
        () -> current);
  }

  private Manifest onDisk() throws AlbatrossException {
    return new ManifestFile(directory).read().orElseThrow();
  }

  private static Manifest withPolicy(String path) throws AlbatrossException {
    Policy policy =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            1,
            2,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of()));
    return new Manifest(
        NameTrie.empty(), NameTrie.<Policy>empty().with(Name.parse(path + ":"), policy));
  }

  @Test
  void whatIsSavedIsReadAgain() throws Exception {
    current = withPolicy("a");
    store.save().join();
    assertEquals(current, onDisk());
  }

  @Test
  void aWriteThatFailsSaysSoLeavesTheOldOneAndIsTriedAgain() throws Exception {
    current = withPolicy("a");
    store.save().join();
    Manifest good = current;
    // A directory in the way of the new file: not even root can write over it.
    Path obstacle = directory.resolve("manifest.json.new/full");
    Files.createDirectories(obstacle);
    current = withPolicy("b");
    CompletableFuture<Void> saved = store.save();
    String why = Work.cause(assertThrows(CompletionException.class, saved::join)).getMessage();
    assertTrue(why.contains("it was not made") && why.contains("manifest.json"), why);
    assertEquals(good, onDisk());
    assertThrows(CompletionException.class, store.save()::join);
    assertEquals(1, retries.size(), "one retry, however many fail");
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
    retries.remove(0).run();
    assertEquals(current, onDisk());
    assertTrue(retries.isEmpty());
  }

  @Test
  void changesThatComeWhileOneIsWrittenAreWrittenTogether() throws Exception {
    ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    int[] writes = {0};
    StateStore slow =
        store(
            job -> {
              writes[0]++;
              waiting.add(job);
            });
    CompletableFuture<Void> first = slow.save();
    current = withPolicy("b");
    CompletableFuture<Void> second = slow.save();
    CompletableFuture<Void> third = slow.save();
    waiting.remove().run();
    assertTrue(first.isDone());
    assertEquals(2, writes[0]);
    waiting.remove().run();
    assertTrue(second.isDone() && third.isDone());
    assertEquals(2, writes[0]);
    assertEquals(current, onDisk());
  }
}
