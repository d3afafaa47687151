package org.albatross.client.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.StagedFile;
import org.albatross.core.model.AlbatrossException;

/** Files that appear whole, once all of them could be written, or not at all. */
final class StagedFiles implements AutoCloseable {
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_READS =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r--------"));

  private final List<StagedFile> files = new ArrayList<>();
  private final List<StagedFile> placed = new ArrayList<>();
  private boolean complete;

  /** A file that takes the place of one that may be there. */
  void write(Path target, String text) throws AlbatrossException {
    stage(target, text, true);
  }

  /** A file that must not be there yet, and that only its owner may read. */
  void writeKey(Path target, String text) throws AlbatrossException {
    stage(target, text, false, OWNER_READS);
  }

  private void stage(Path target, String text, boolean replaces, FileAttribute<?>... attributes)
      throws AlbatrossException {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
      files.add(
          StagedFile.write(
              target,
              replaces,
              file -> {
                while (bytes.hasRemaining()) {
                  file.write(bytes);
                }
              },
              attributes));
    } catch (IOException e) {
      throw ClientException.file("cannot write " + target, e);
    }
  }

  /** Puts all in their places, in the order in which they were written. */
  void commit() throws ClientException {
    for (StagedFile file : files) {
      try {
        file.commit();
        placed.add(file);
      } catch (IOException e) {
        throw ClientException.file("cannot write " + file.target(), e);
      }
    }
    complete = true;
  }

  /** Unless all are in their places, removes what is beside and what is new. */
  @Override
  public void close() throws ClientException {
    for (StagedFile file : files) {
      try {
        file.discard();
        if (!complete && file.isNew() && placed.contains(file)) {
          Files.deleteIfExists(file.target());
        }
      } catch (IOException e) {
        throw ClientException.file("cannot remove what was written for " + file.target(), e);
      }
    }
  }
}
