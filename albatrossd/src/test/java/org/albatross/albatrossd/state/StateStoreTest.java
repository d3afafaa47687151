package org.albatross.albatrossd.state;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.albatross.albatrossd.unikernel.UnikernelsFixture;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.StoredUnikernel;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {
  @TempDir Path directory;
  private final List<Runnable> retries = new ArrayList<>();
  private Manifest current = Manifest.EMPTY;
  private StateStore store;
  private ImageStore images;

  @BeforeEach
  void open() throws Exception {
    store = store(Runnable::run);
  }

  private StateStore store(Executor worker) throws AlbatrossException {
    images = new ImageStore(directory.resolve("images"));
    images.open();
    ManifestFile file = new ManifestFile(directory);
    var unused = file.read();
    return new StateStore(
        file,
        images,
        new Work(worker, Runnable::run),
        (Duration delay, Runnable action) -> retries.add(action),
        () -> current);
  }

  private Manifest onDisk() throws AlbatrossException {
    return new ManifestFile(directory).read().orElseThrow();
  }

  private static Manifest withPolicy(String... paths) throws AlbatrossException {
    return withPolicies(2, paths);
  }

  private static Manifest withPolicies(long memory, String... paths) throws AlbatrossException {
    Policy policy =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            1,
            memory,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of()));
    NameTrie<Policy> policies = NameTrie.empty();
    for (String path : paths) {
      policies = policies.with(Name.parse(path + ":"), policy);
    }
    return new Manifest(NameTrie.empty(), policies);
  }

  /** A directory in the way of the new file: not even root can write over it. */
  private Path obstacle() throws Exception {
    return Files.createDirectories(directory.resolve("manifest.json.new/full"));
  }

  private static void remove(Path obstacle) throws Exception {
    Files.delete(obstacle);
    Files.delete(obstacle.getParent());
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
    Path obstacle = obstacle();
    current = withPolicy("a", "b");
    CompletableFuture<Void> saved = store.save();
    String why = Work.cause(assertThrows(CompletionException.class, saved::join)).getMessage();
    assertTrue(why.contains("it was not made") && why.contains("manifest.json"), why);
    assertEquals(good, onDisk());
    assertThrows(CompletionException.class, store.save()::join);
    assertEquals(1, retries.size(), "one retry, however many fail");
    remove(obstacle);
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

  @Test
  void whatIsGoneIsGoneThoughWhatCameWithItCannotBeKept() throws Exception {
    current = withPolicies(2, "gone", "replaced", "stays");
    store.save().join();
    ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    StateStore slow = store(waiting::add);
    Path obstacle = obstacle();
    current = withPolicies(3, "replaced", "stays", "new");
    CompletableFuture<Void> first = slow.saveLoss();
    CompletableFuture<Void> growth = slow.save();
    CompletableFuture<Void> loss = slow.saveLoss();
    waiting.remove().run();
    waiting.remove().run();
    first.join();
    loss.join();
    assertTrue(growth.isCompletedExceptionally());
    assertEquals(withPolicies(2, "replaced", "stays"), onDisk());
    remove(obstacle);
    retries.remove(0).run();
    waiting.remove().run();
    assertEquals(current, onDisk());
  }

  @Test
  void whatIsAsItIsOnTheDiskNeedsNoRoom() throws Exception {
    current = withPolicy("a");
    store.save().join();
    Path obstacle = obstacle();
    current = withPolicy("a", "b");
    assertThrows(CompletionException.class, store.save()::join);
    current = withPolicy("a");
    store.save().join();
    assertEquals(current, onDisk());
    remove(obstacle);
  }

  private ImageStore.Pin image(String content) throws AlbatrossException {
    return images.store(new Image(false, Bytes.utf8(content)));
  }

  private static Manifest running(ImageStore.Pin image) throws AlbatrossException {
    StoredUnikernel unikernel =
        new StoredUnikernel(
            VmType.SOLO5, Optional.of(image.image()), UnikernelsFixture.ONCE.arguments());
    return new Manifest(
        NameTrie.<StoredUnikernel>empty().with(Name.parse("a:one"), unikernel), NameTrie.empty());
  }

  @Test
  void theImageOfOneThatLivesStaysThoughTheDiskHasAnotherOneForIt() throws Exception {
    ImageStore.Pin before = image("before");
    ImageStore.Pin replacement = image("replacement");
    current = running(before);
    store.save().join();
    Runnable held = store.hold(current.unikernels().get(Name.parse("a:one")).orElseThrow());
    before.close();
    current = running(replacement);
    store.save().join();
    // It does not start, so the one before comes back; that is not written any more.
    Path obstacle = obstacle();
    current = running(before);
    assertThrows(CompletionException.class, store.save()::join);
    held.run();
    replacement.close();
    images.check(before.image());
    images.check(replacement.image());
    remove(obstacle);
    retries.remove(0).run();
    images.check(before.image());
    assertThrows(AlbatrossException.class, () -> images.check(replacement.image()));
  }
}
