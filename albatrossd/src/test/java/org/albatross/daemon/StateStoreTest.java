package org.albatross.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Policy;
import org.albatross.core.model.SortedSets;
import org.albatross.core.wire.State;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateStoreTest {
  @TempDir Path directory;
  private Path file;
  private State current = State.EMPTY;
  private StateStore store;

  @BeforeEach
  void open() {
    file = directory.resolve("state");
    store = new StateStore(file, new Work(Runnable::run, Runnable::run), () -> current);
  }

  private static State withPolicy(String path) throws AlbatrossException {
    Policy policy =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            1,
            2,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of()));
    return new State(
        NameTrie.empty(), NameTrie.<Policy>empty().with(Name.parse(path + ":"), policy));
  }

  @Test
  void whatIsSavedIsReadAgain() throws Exception {
    current = withPolicy("a");
    store.save().join();
    assertEquals(current, StateStore.read(file));
  }

  @Test
  void onlyTheOwnerMayReadTheState() throws Exception {
    store.save().join();
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
  }

  @Test
  void whereNothingEverWasTheStateIsEmpty() throws Exception {
    assertEquals(State.EMPTY, StateStore.read(file));
  }

  @Test
  void aStateThatCannotBeReadIsAnErrorAndStays() throws Exception {
    Files.write(file, new byte[] {1, 2, 3});
    AlbatrossException refused =
        assertThrows(AlbatrossException.class, () -> StateStore.read(file));
    assertTrue(refused.getMessage().contains("cannot be read"), refused.getMessage());
    assertEquals(3, Files.size(file));
  }

  @Test
  void aBackupWithoutAStateIsAnErrorAndNoEmptyStart() throws Exception {
    Files.write(directory.resolve("state.bak"), State.EMPTY.encode());
    AlbatrossException refused =
        assertThrows(AlbatrossException.class, () -> StateStore.read(file));
    assertTrue(refused.getMessage().contains("state.bak"), refused.getMessage());
  }

  @Test
  void theStateOfTheStartIsKeptBesideIt() throws Exception {
    current = withPolicy("a");
    store.save().join();
    assertEquals(current, StateStore.read(file));
    assertEquals(current, State.decode(Files.readAllBytes(directory.resolve("state.started"))));
  }

  @Test
  void aWriteThatFailsSaysSoAndLeavesTheOldState() throws Exception {
    current = withPolicy("a");
    store.save().join();
    State good = current;
    // A directory in the way of the new file: not even root can write over it.
    Files.createDirectories(directory.resolve("state.new/full"));
    current = withPolicy("b");
    CompletableFuture<Void> saved = store.save();
    String why = Work.cause(assertThrows(CompletionException.class, saved::join)).getMessage();
    assertTrue(why.contains("could not be written"), why);
    assertEquals(good, StateStore.read(file));
  }

  @Test
  void changesThatComeWhileOneIsWrittenAreWrittenTogether() throws Exception {
    java.util.ArrayDeque<Runnable> waiting = new java.util.ArrayDeque<>();
    int[] writes = {0};
    StateStore slow =
        new StateStore(
            file,
            new Work(
                job -> {
                  writes[0]++;
                  waiting.add(job);
                },
                Runnable::run),
            () -> current);
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
    assertEquals(current, StateStore.read(file));
  }
}
