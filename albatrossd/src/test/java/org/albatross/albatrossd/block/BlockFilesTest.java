package org.albatross.albatrossd.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.host.HostException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlockFilesTest {
  @TempDir Path directory;
  private BlockFiles files;
  private Path blocks;
  private Name disk;

  @BeforeEach
  void open() throws Exception {
    files =
        new BlockFiles(new Directories(new RuntimeDirectory(directory), directory.resolve("db")));
    blocks = directory.resolve("db/block");
    disk = Name.parse("a:disk");
    files.scan();
  }

  @Test
  void aNewBlockDeviceHasItsFullSizeAndIsForItsOwnerOnly() throws Exception {
    files.create(disk, 3, new Image(false, Bytes.utf8("hello")));
    Path file = blocks.resolve("a:disk");
    assertEquals(3 << 20, Files.size(file));
    assertEquals(
        "hello",
        Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1).substring(0, 5));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(blocks)));
  }

  @Test
  void aFullBlockDeviceOfDataHasNotOneByteMore() throws Exception {
    byte[] data = new byte[1 << 20];
    Arrays.fill(data, (byte) 7);
    files.create(disk, 1, new Image(false, Bytes.wrap(data)));
    assertArrayEquals(data, Files.readAllBytes(blocks.resolve("a:disk")));
  }

  @Test
  void moreDataThanThereIsRoomForIsAnErrorAndTheOldDataStay() throws Exception {
    files.create(disk, 1, new Image(false, Bytes.utf8("old")));
    try (BlockFiles.Upload upload = files.upload(disk, 1)) {
      upload.write(ByteBuffer.allocate(1 << 20));
      HostException refused =
          assertThrows(HostException.class, () -> upload.write(ByteBuffer.allocate(1)));
      assertTrue(refused.getMessage().contains("1 MB"), refused.getMessage());
    }
    assertEquals('o', Files.readAllBytes(blocks.resolve("a:disk"))[0]);
    assertEquals(1, blocks.toFile().list().length);
  }

  @Test
  void compressedDataAreUnpackedAsTheyAreWritten() throws Exception {
    byte[] data = new byte[1 << 20];
    Arrays.fill(data, (byte) 7);
    Bytes packed = Zlib.compress(Bytes.wrap(data), 9);
    files.create(disk, 1, new Image(true, packed));
    assertArrayEquals(data, Files.readAllBytes(blocks.resolve("a:disk")));
  }

  @Test
  void compressedDataThatUnpackToMoreThanThereIsRoomForLeaveTheOldOnes() throws Exception {
    files.create(disk, 1, new Image(false, Bytes.utf8("old")));
    Bytes bomb = Zlib.compress(Bytes.wrap(new byte[(1 << 20) + 1]), 9);
    HostException refused =
        assertThrows(HostException.class, () -> files.create(disk, 1, new Image(true, bomb)));
    assertTrue(refused.getMessage().contains("1 MB"), refused.getMessage());
    assertEquals('o', Files.readAllBytes(blocks.resolve("a:disk"))[0]);
    assertEquals(1, blocks.toFile().list().length);
  }

  @Test
  void whatIsEmptyTakesNoRoomAndIsReadBackAsItCame() throws Exception {
    byte[] data = new byte[8 << 20];
    Random random = new Random(1);
    for (int from : new int[] {0, 5000, 1 << 20, (3 << 20) - 1, (8 << 20) - 10}) {
      byte[] some = new byte[10];
      random.nextBytes(some);
      System.arraycopy(some, 0, data, from, some.length);
    }
    try (BlockFiles.Upload upload = files.upload(disk, 8)) {
      for (int from = 0; from < data.length; ) {
        int count = Math.min(1 + random.nextInt(70_000), data.length - from);
        upload.write(ByteBuffer.wrap(data, from, count));
        from += count;
      }
      upload.finish();
    }
    Path file = blocks.resolve("a:disk");
    assertArrayEquals(data, Files.readAllBytes(file));
    Process du = new ProcessBuilder("du", "-k", file.toString()).start();
    String taken = du.inputReader(java.nio.charset.StandardCharsets.UTF_8).readLine();
    assertTrue(Integer.parseInt(taken.split("\\s", -1)[0]) <= 64, taken);
  }

  @Test
  void aDeviceThatTheDiskHasNoRoomForIsRefusedWithWhatIsMissing() throws Exception {
    long most = Files.getFileStore(blocks).getUsableSpace() / BlockFiles.MEGABYTE;
    String why =
        assertThrows(HostException.class, () -> files.checkSpace(disk, most + 100_000))
            .getMessage();
    assertTrue(why.matches(".* MB free: [0-9]+ MB are missing"), why);
  }

  @Test
  void anUploadThatIsNotFinishedLeavesNothing() throws Exception {
    try (BlockFiles.Upload upload = files.upload(disk, 1)) {
      upload.write(ByteBuffer.allocate(100));
    }
    assertEquals(0, blocks.toFile().list().length);
  }

  @Test
  void theScanSkipsWhatIsNoBlockDeviceAndRemovesBrokenUploads() throws Exception {
    files.create(disk, 2, new Image(false, Bytes.EMPTY));
    Files.write(blocks.resolve(":odd"), new byte[1000]);
    Files.write(blocks.resolve(":empty"), new byte[0]);
    Files.write(blocks.resolve("not_a_name"), new byte[1 << 20]);
    Files.write(blocks.resolve("upload-123"), new byte[10]);
    Files.createSymbolicLink(blocks.resolve(":nowhere"), directory.resolve("nothing"));
    assertEquals(
        List.of("a:disk"),
        files.scan().entries().stream().map(each -> each.name().text()).toList());
    assertTrue(Files.exists(blocks.resolve(":odd")));
    assertTrue(Files.notExists(blocks.resolve("upload-123")));
  }
}
