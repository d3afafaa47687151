package org.albatross.albatrossd.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.core.host.HostException;
import org.albatross.core.host.file.Access;
import org.albatross.core.host.file.Account;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.host.process.Processes;
import org.albatross.core.model.Name;
import org.albatross.core.net.UnixSockets;

/**
 * Which tenders run, for the next albatrossd if this one is killed: a file for each, with its pid,
 * its start and, for BHyve, the virtual machine. Not synced: a reboot ends them all.
 */
final class TenderRecords {
  /** No name of a unikernel begins so: each has a colon. */
  private static final String BESIDE = "new-";

  private static final String NO_MACHINE = "-";

  private final Path directory;

  TenderRecords(Path directory) {
    this.directory = directory;
  }

  /** A tender that ran when it was written. */
  record Tender(long pid, String start, Optional<String> machine) {
    boolean isAlive() {
      return Processes.startOf(pid).equals(Optional.of(start));
    }
  }

  void open() throws HostException {
    try {
      PrivateFiles.directory(directory);
    } catch (IOException e) {
      throw failure(e);
    }
    if (Account.runsAsRoot() && Access.ownerOf(directory) != Account.ROOT.user()) {
      throw new HostException(
          "%s does not belong to root: what albatrossd writes there could go anywhere; remove it"
              .formatted(directory));
    }
  }

  void write(Name name, long pid, Optional<String> machine) throws HostException {
    Optional<String> start = Processes.startOf(pid);
    if (start.isEmpty()) {
      return; // it has ended
    }
    Path beside = directory.resolve(BESIDE + pid);
    try {
      Files.writeString(
          beside, "%s %s %s%n".formatted(pid, start.get(), machine.orElse(NO_MACHINE)));
      Files.move(
          beside,
          directory.resolve(name.text()),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw failure(e);
    }
  }

  void remove(Name name) throws HostException {
    try {
      Files.deleteIfExists(directory.resolve(name.text()));
    } catch (IOException e) {
      throw failure(e);
    }
  }

  /** What the last albatrossd left. */
  List<Tender> read() throws HostException {
    List<Tender> tenders = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        parse(Files.readString(file)).ifPresent(tenders::add);
      }
      return tenders;
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private static Optional<Tender> parse(String text) {
    String[] fields = text.strip().split(" ", -1);
    if (fields.length != 3 || !fields[0].matches("[1-9][0-9]{0,9}")) {
      return Optional.empty(); // one that was being written
    }
    return Optional.of(
        new Tender(
            Long.parseLong(fields[0]),
            fields[1],
            Optional.of(fields[2]).filter(machine -> !machine.equals(NO_MACHINE))));
  }

  void clear() throws HostException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw failure(e);
    }
  }

  private HostException failure(IOException e) {
    return new HostException(
        "the records of tenders in %s: %s".formatted(directory, UnixSockets.describe(e)), e);
  }
}
