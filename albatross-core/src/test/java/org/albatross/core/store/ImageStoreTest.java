package org.albatross.core.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.solo5.Solo5Image;
import org.albatross.core.wire.zlib.Zlib;
import org.albatross.testkit.SeededRandom;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageStoreTest {
  private static final Bytes ABC = Bytes.utf8("abc");
  private static final String ABC_SHA256 =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path parent;
  private Path directory;
  private ImageStore store;

  @BeforeEach
  void open() throws Exception {
    directory = parent.resolve("images");
    store = opened();
  }

  private ImageStore opened() throws Exception {
    ImageStore opened = new ImageStore(directory);
    opened.open();
    return opened;
  }

  private List<String> files() throws Exception {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private ImageStore.Pin store(Bytes image) throws AlbatrossException {
    return store.store(new Image(false, image));
  }

  @Test
  void anImageIsAFileThatIsCalledAfterItsDigest() throws Exception {
    ImageId image = store(ABC).image();
    assertEquals(ABC_SHA256, image.sha256().toHex());
    assertEquals(3, image.size());
    assertEquals(List.of(ABC_SHA256), files());
    assertEquals(ABC, store.map(image));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(store.file(image))));
  }

  @Test
  void theSameImageTwiceIsOneFile() throws Exception {
    assertEquals(store(ABC).image(), store.store(new Image(true, Zlib.compress(ABC, 9))).image());
    assertEquals(List.of(ABC_SHA256), files());
  }

  @Test
  void theDirectoryIsItsOwnersOnly() throws Exception {
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
  }

  @Test
  void anImageThatNothingNamesGoesUnlessItIsPinned() throws Exception {
    ImageStore.Pin pin = store(ABC);
    store.collect(Set.of());
    assertEquals(List.of(ABC_SHA256), files());
    pin.close();
    assertEquals(List.of(), files());
  }

  @Test
  void anImageThatIsNamedStaysWithoutAPin() throws Exception {
    ImageStore.Pin first = store(ABC);
    ImageStore.Pin second = store.pin(first.image());
    first.close();
    first.close();
    store.collect(Set.of());
    assertEquals(List.of(ABC_SHA256), files(), "pinned twice, let go once");
    store.collect(Set.of(first.image()));
    second.close();
    assertEquals(List.of(ABC_SHA256), files());
    store.collect(Set.of());
    assertEquals(List.of(), files());
  }

  @Test
  void anImageThatGoesWhileItIsReadIsReadToItsEnd() throws Exception {
    ImageStore.Pin pin = store(ABC);
    Bytes mapped = store.map(pin.image());
    pin.close();
    assertEquals(List.of(), files());
    assertEquals(ABC, mapped);
  }

  @Test
  void whatDoesNotComeWholeLeavesNothing() throws Exception {
    try (ImageStore.Incoming incoming = store.receive(10)) {
      incoming.write(ByteBuffer.wrap(new byte[5]));
      assertEquals(1, files().size());
    }
    Image cut = new Image(true, Zlib.compress(ABC, 9).slice(0, 4));
    String why = assertThrows(AlbatrossException.class, () -> store.store(cut)).getMessage();
    assertTrue(why.contains("end too early"), why);
    assertEquals(List.of(), files());
  }

  @Test
  void tooLargeAnImageIsRefusedWhenItIsTooLarge() throws Exception {
    try (ImageStore.Incoming incoming = store.receive(10)) {
      incoming.write(ByteBuffer.wrap(new byte[10]));
      String why =
          assertThrows(StoreException.class, () -> incoming.write(ByteBuffer.wrap(new byte[1])))
              .getMessage();
      assertTrue(why.contains("limit of 10 bytes"), why);
    }
    assertEquals(List.of(), files());
  }

  @Test
  void whatWasOnItsWayIsRemovedAtTheNextStart() throws Exception {
    ImageStore.Incoming lost = store.receive(10);
    lost.write(ByteBuffer.wrap(new byte[5]));
    ImageId kept = store(ABC).image();
    ImageStore again = opened();
    assertEquals(List.of(ABC_SHA256), files());
    again.collect(Set.of(kept));
    assertEquals(ABC, again.map(kept));
  }

  @Test
  void anImageThatLostAPartIsNotUsed() throws Exception {
    ImageId image = store(ABC).image();
    Files.write(store.file(image), new byte[] {'a'});
    String why = assertThrows(StoreException.class, () -> store.map(image)).getMessage();
    assertTrue(why.contains("has 1 bytes, not 3"), why);
    Files.delete(store.file(image));
    assertThrows(StoreException.class, () -> store.map(image));
  }

  @Test
  void anImageIsLookedAtAsIfItWereInMemory() throws Exception {
    List<String> many = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m");
    Bytes image = Bytes.wrap(UnikernelImage.devices(many, many.subList(0, 9)));
    Solo5Image expected = Solo5Image.parse(image);
    assertEquals(expected, store.look(store(image).image(), Solo5Image::parse));
    for (int length = 1; length < image.length(); length += 97) {
      ImageId cut = store(image.slice(0, length)).image();
      assertThrows(AlbatrossException.class, () -> store.look(cut, Solo5Image::parse));
    }
  }

  @Test
  void anImageIsCompressedOnTheDisk() throws Exception {
    Bytes data = Bytes.wrap(new SeededRandom(3).bytes(300_000));
    ImageId image = store(data).image();
    for (int level : new int[] {1, 9}) {
      try (FileChannel compressed = store.compressed(image, level)) {
        byte[] stream = Channels.newInputStream(compressed).readAllBytes();
        assertArrayEquals(data.toArray(), Zlib.uncompress(Bytes.wrap(stream), 1 << 20).toArray());
      }
    }
    assertEquals(1, files().size());
  }

  /** What a store makes safe, and what happens while it does. */
  private static final class Synced implements ImageStore.Disk {
    private final List<Object> files = new ArrayList<>();
    private Optional<Path> broken = Optional.empty();
    private Meanwhile before = () -> {};
    private Meanwhile after = () -> {};

    @Override
    public void sync(Path file) throws IOException {
      Meanwhile first = before;
      Meanwhile last = after;
      before = () -> {};
      after = () -> {};
      first.run();
      if (broken.filter(file::equals).isPresent()) {
        throw new IOException("Input/output error");
      }
      PrivateFiles.sync(file);
      files.add(key(file));
      last.run();
    }
  }

  private interface Meanwhile {
    void run() throws IOException;
  }

  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private Synced watched() throws Exception {
    Synced synced = new Synced();
    store = new ImageStore(directory, synced);
    store.open();
    return synced;
  }

  @Test
  void anImageThatIsLetGoWhileItIsSyncedIsThereUntilThatIsDone() throws Exception {
    Synced synced = watched();
    ImageStore.Pin refused = store(ABC);
    synced.before = refused::close;
    store.sync(Set.of(refused.image()));
    assertEquals(2, synced.files.size(), "the image and the directory");
    assertEquals(List.of(), files());
  }

  @Test
  void anImageThatComesAgainWhileItIsSyncedIsSyncedToo() throws Exception {
    Synced synced = watched();
    ImageStore.Pin refused = store(ABC);
    synced.after =
        () -> {
          refused.close();
          assertDoesNotThrow(() -> store(ABC));
        };
    store.sync(Set.of(refused.image()));
    store.sync(Set.of(refused.image()));
    assertTrue(synced.files.contains(key(store.file(refused.image()))));
  }

  @Test
  void anImageOfSomebodyElseThatCannotBeSyncedDoesNotMatter() throws Exception {
    Synced synced = watched();
    ImageId broken = store(ABC).image();
    ImageId good = store(Bytes.utf8("good")).image();
    synced.broken = Optional.of(store.file(broken));
    store.sync(Set.of(good));
    assertTrue(synced.files.contains(key(store.file(good))));
    assertThrows(StoreException.class, () -> store.sync(Set.of(broken, good)));
  }

  @Test
  void anImageThatCouldNotBeSyncedIsSyncedTheNextTimeAndOnce() throws Exception {
    Synced synced = watched();
    ImageId image = store(ABC).image();
    synced.broken = Optional.of(store.file(image));
    assertThrows(StoreException.class, () -> store.sync(Set.of(image)));
    assertEquals(List.of(), synced.files);
    synced.broken = Optional.empty();
    store.sync(Set.of(image));
    store.sync(Set.of(image));
    assertEquals(List.of(key(store.file(image)), key(directory)), synced.files);
  }

  @Test
  void anImageThatIsToBeNamedStaysUntilItIsClearThatItIsNot() throws Exception {
    ImageStore.Pin pin = store(ABC);
    store.keep(Set.of(pin.image()));
    pin.close();
    assertEquals(List.of(ABC_SHA256), files());
    store.collect(Set.of());
    assertEquals(List.of(), files());
  }

  @Test
  void anImageThatWasLostIsThereAgainWhenItComesAgain() throws Exception {
    ImageId image = store(ABC).image();
    Files.write(store.file(image), new byte[] {'a'});
    store(ABC);
    assertEquals(ABC, store.map(image));
    Files.delete(store.file(image));
    store(ABC);
    assertEquals(ABC, store.map(image));
    assertEquals(List.of(ABC_SHA256), files());
  }

  @Test
  void aLinkIsNoImage() throws Exception {
    ImageId image = store(ABC).image();
    Path elsewhere = Files.writeString(parent.resolve("elsewhere"), "abc");
    Files.delete(store.file(image));
    Files.createSymbolicLink(store.file(image), elsewhere);
    String why = assertThrows(StoreException.class, () -> store.map(image)).getMessage();
    assertTrue(why.contains("no regular file"), why);
    store = opened();
    store.collect(Set.of(image));
    store(ABC);
    assertEquals(ABC, store.map(image));
    assertFalse(Files.isSymbolicLink(store.file(image)));
  }

  /** The loop's thread pins, and must not wait for the content of a large file to go. */
  @Test
  void whileTheContentOfAnImageGoesTheSameComesAgain() throws Exception {
    List<ImageStore.Pin> again = new ArrayList<>();
    store =
        new ImageStore(
            directory,
            new ImageStore.Disk() {
              @Override
              public void sync(Path file) {}

              @Override
              public void remove(Path file) throws IOException {
                again.add(inAnotherThread(() -> store(ABC)));
                Files.delete(file);
              }
            });
    store.open();
    store(ABC).close();
    assertEquals(1, again.size());
    assertEquals(ABC, store.map(again.get(0).image()));
    assertEquals(List.of(ABC_SHA256), files());
  }

  private static <T> T inAnotherThread(Callable<T> job) throws IOException {
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      return other.submit(job).get(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IOException("it waits", e);
    } finally {
      other.shutdownNow();
    }
  }
}
