package org.albatross.client.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.albatross.client.error.ClientException;

/** Files that appear whole, once all of them could be written, or not at all. */
final class StagedFiles implements AutoCloseable {
  private record Staged(Path beside, Path target) {}

  private final List<Staged> files = new ArrayList<>();

  /** Writes a file beside its place. */
  void write(Path target, String text) throws ClientException {
    Path beside = target.resolveSibling("." + target.getFileName() + ".new");
    files.add(new Staged(beside, target));
    try {
      Files.deleteIfExists(beside);
      Files.write(
          beside, text.getBytes(US_ASCII), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      try (FileChannel file = FileChannel.open(beside, StandardOpenOption.WRITE)) {
        file.force(true);
      }
    } catch (IOException e) {
      throw ClientException.file("cannot write " + target, e);
    }
  }

  /** Moves all to their places. */
  void commit() throws ClientException {
    for (Staged file : files) {
      try {
        Files.move(
            file.beside,
            file.target,
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw ClientException.file("cannot write " + file.target, e);
      }
    }
  }

  /** Removes what was not moved. */
  @Override
  public void close() throws ClientException {
    for (Staged file : files) {
      try {
        Files.deleteIfExists(file.beside);
      } catch (IOException e) {
        throw ClientException.file("cannot remove " + file.beside + " again", e);
      }
    }
  }
}
