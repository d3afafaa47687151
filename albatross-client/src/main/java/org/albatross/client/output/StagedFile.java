package org.albatross.client.output;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
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
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.model.AlbatrossException;

/**
 * A file that is written beside its place and then put there whole. What a run that was killed has
 * left beside goes when the next one writes the same file.
 */
public final class StagedFile {
  private final Path beside;
  private final Path target;
  private final boolean replaces;
  private final FileChannel channel;

  private StagedFile(Path beside, Path target, boolean replaces, FileChannel channel) {
    this.beside = beside;
    this.target = target;
    this.replaces = replaces;
    this.channel = channel;
  }

  /** Writes what a file is to hold. */
  public interface Content {
    void writeTo(FileChannel file) throws AlbatrossException, IOException;
  }

  /**
   * Writes a file beside its place, and syncs it.
   *
   * @param replaces whether there may be one already, which is replaced
   */
  public static StagedFile write(
      Path target, boolean replaces, Content content, FileAttribute<?>... attributes)
      throws AlbatrossException, IOException {
    StagedFile staged = open(target, replaces, attributes);
    staged.fill(content);
    return staged;
  }

  /**
   * Opens a file beside its place, to be written through {@link #channel}.
   *
   * @param replaces whether there may be one already, which is replaced
   */
  public static StagedFile open(Path target, boolean replaces, FileAttribute<?>... attributes)
      throws IOException {
    if (!replaces && Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new FileAlreadyExistsException(target.toString());
    }
    checkIsPlain(target);
    Path directory = target.toAbsolutePath().getParent();
    String prefix = "." + target.getFileName() + ".new-";
    removeLeftovers(directory, prefix);
    Path beside = directory.resolve(prefix + ProcessHandle.current().pid());
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    FileChannel channel = FileChannel.open(beside, options, attributes);
    return new StagedFile(beside, target, replaces, channel);
  }

  /**
   * Refuses to change what a person would not expect to be changed: what a symbolic link leads to,
   * or the link itself, or a device.
   *
   * @throws IOException if there is something else than a file of that name
   */
  public static void checkIsPlain(Path target) throws IOException {
    if (Files.isSymbolicLink(target)) {
      throw new IOException(
          target + " is a symbolic link: name the file that it leads to, or remove it");
    }
    if (Files.exists(target) && !Files.isRegularFile(target)) {
      throw new IOException(target + " is there already, and is no regular file");
    }
  }

  private void fill(Content content) throws AlbatrossException, IOException {
    boolean written = false;
    try (channel) {
      content.writeTo(channel);
      channel.force(true);
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
          removeLeftover(file);
        }
      }
    } catch (AccessDeniedException e) {
      return; // a directory that may not be read can still take files
    }
  }

  private static void removeLeftover(Path file) throws IOException {
    try {
      Files.deleteIfExists(file);
    } catch (FileSystemException e) {
      return; // somebody else's, as may be in /tmp
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

  /** What it holds goes here; whoever opened it closes this before it is put in its place. */
  public FileChannel channel() {
    return channel;
  }

  public boolean isNew() {
    return !replaces;
  }

  /** Puts it in its place, safe against a loss of power if it was synced. */
  public void commit() throws IOException {
    if (replaces) {
      Files.move(
          beside, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } else {
      placeNew(target);
    }
    PrivateFiles.sync(beside.getParent());
  }

  /**
   * Puts it in some place of the same directory, as a new file.
   *
   * @throws FileAlreadyExistsException if there is one; it may be put elsewhere then
   */
  public Path placeNew(Path place) throws IOException {
    // A link fails where there is a file by now; renaming would replace it.
    try {
      Files.createLink(place, beside);
      Files.delete(beside);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      Files.move(beside, place); // there are file systems without links
    }
    return place;
  }

  /** Removes what was not put in its place. */
  public void discard() throws IOException {
    Files.deleteIfExists(beside);
  }
}
