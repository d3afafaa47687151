package org.albatross.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.albatross.client.output.StagedFile;
import org.albatross.core.host.file.PrivateFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagedFileTest {
  @TempDir Path directory;

  private StagedFile write(boolean replaces, String text) throws Exception {
    return StagedFile.write(
        directory.resolve("file"),
        replaces,
        file -> file.write(ByteBuffer.wrap(text.getBytes(UTF_8))),
        PrivateFiles.OWNER);
  }

  private String content() throws IOException {
    return Files.readString(directory.resolve("file"));
  }

  private List<String> names() {
    return Arrays.stream(directory.toFile().list()).sorted().toList();
  }

  @Test
  void aFileIsNotThereBeforeItIsWhole() throws Exception {
    StagedFile file = write(false, "all of it");
    assertEquals(List.of(".file.new-" + ProcessHandle.current().pid()), names());
    file.commit();
    assertEquals(List.of("file"), names());
    assertEquals("all of it", content());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("file"))));
  }

  @Test
  void oneThatCameInTheMeantimeIsNotReplaced() throws Exception {
    StagedFile file = write(false, "ours");
    Files.writeString(directory.resolve("file"), "theirs");
    assertThrows(FileAlreadyExistsException.class, file::commit);
    file.discard();
    assertEquals("theirs", content());
    assertEquals(List.of("file"), names());
  }

  @Test
  void oneThatMayBeReplacedIs() throws Exception {
    Files.writeString(directory.resolve("file"), "old");
    write(true, "new").commit();
    assertEquals("new", content());
    assertThrows(FileAlreadyExistsException.class, () -> write(false, "other"));
  }

  @Test
  void contentThatFailsLeavesNothing() {
    assertThrows(
        IOException.class,
        () ->
            StagedFile.write(
                directory.resolve("file"),
                true,
                file -> {
                  file.write(ByteBuffer.allocate(10));
                  throw new IOException("disk full");
                }));
    assertEquals(List.of(), names());
  }
}
