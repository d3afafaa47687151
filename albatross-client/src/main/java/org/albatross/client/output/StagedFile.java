package org.albatross.client.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.albatross.core.host.PrivateFiles;
import org.albatross.core.model.AlbatrossException;

/**
 * A file that is written beside its place, synced, and then put there whole. What a run that was
 * killed has left beside goes when the next one writes the same file.
 */
public final class StagedFile {
  private final Path beside;
  private final Path target;
  private final boolean replaces;

  private StagedFile(Path beside, Path target, boolean replaces) {
    this.beside = beside;
    this.target = target;
    this.replaces = replaces;
  }

  /** Writes what a file is to hold. */
  public interface Content {
    void writeTo(FileChannel file) throws AlbatrossException, IOException;
  }

  /**
   * Writes a file beside its place.
   *
   * @param replaces whether there may be one already, which is replaced
   */
  public static StagedFile write(
      Path target, boolean replaces, Content content, FileAttribute<?>... attributes)
      throws AlbatrossException, IOException {
    if (!replaces && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    Path directory = target.toAbsolutePath().getParent();
    String prefix = "." + target.getFileName() + ".new-";
    removeLeftovers(directory, prefix);
    Path beside = directory.resolve(prefix + ProcessHandle.current().pid());
    StagedFile staged = new StagedFile(beside, target, replaces);
    try (FileChannel file =
        FileChannel.open(
            beside, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      staged.fill(file, content);
    }
    return staged;
  }

  private void fill(FileChannel file, Content content) throws AlbatrossException, IOException {
    boolean written = false;
    try {
      content.writeTo(file);
      file.force(true);
      written = true;
    } finally {
      if (!written) {
        discard();
      }
    }
  }

  private static void removeLeftovers(Path directory, String prefix) throws IOException {
    try (DirectoryStream<Path> files =
        Files.newDirectoryStream(
            directory, file -> file.getFileName().toString().startsWith(prefix))) {
      for (Path file : files) {
        if (!isBeingWritten(file.getFileName().toString().substring(prefix.length()))) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static boolean isBeingWritten(String pid) {
    try {
      long number = Long.parseLong(pid);
      return number != ProcessHandle.current().pid() && ProcessHandle.of(number).isPresent();
    } catch (NumberFormatException e) {
      return true; // not one of ours
    }
  }

  public Path target() {
    return target;
  }

  public boolean isNew() {
    return !replaces;
  }

  /** Puts it in its place. */
  public void commit() throws IOException {
    if (replaces) {
      Files.move(
          beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      placeNew();
    }
    PrivateFiles.sync(beside.getParent());
  }

  /** A link fails where there is a file by now; renaming would replace it. */
  private void placeNew() throws IOException {
    try {
      Files.createLink(target, beside);
      Files.delete(beside);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.move(beside, target); // there are file systems without links
    }
  }

  /** Removes what was not put in its place. */
  public void discard() throws IOException {
    Files.deleteIfExists(beside);
  }
}
