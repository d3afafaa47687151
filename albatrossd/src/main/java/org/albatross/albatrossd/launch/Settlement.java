package org.albatross.albatrossd.launch;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Signals;
import org.albatross.core.host.process.Processes;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.solo5.TenderCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away what an albatrossd left that was killed: its tenders, which nobody can wait for any
 * more, and what they had. Afterwards no unikernel runs, so none can run twice.
 */
public final class Settlement {
  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration LAST_GRACE = Duration.ofSeconds(5);

  private final Directories directories;
  private final Host host;

  public Settlement(Directories directories, Host host) {
    this.directories = directories;
    this.host = host;
  }

  /**
   * Settles all.
   *
   * @throws HostException if something still runs, or cannot be looked at: nothing may start then
   */
  public void run() throws HostException {
    host.records().open();
    List<TenderRecords.Tender> tenders = new ArrayList<>(host.records().read());
    for (long pid : Processes.withStandardFilesBelow(fifos())) {
      Optional<String> start = Processes.startOf(pid);
      if (start.isPresent() && tenders.stream().noneMatch(known -> known.pid() == pid)) {
        tenders.add(new TenderRecords.Tender(pid, start.get(), Optional.empty()));
      }
    }
    Set<String> taps = tapsOfTheOriginal(tenders);
    end(tenders);
    taps.addAll(host.network().taps(directories.tapLabelPrefix()));
    Undo rest = new Undo();
    rest.add("removing records of tenders", host.records()::clear);
    rest.add("removing fifos", () -> removeFiles(directories.runtime().fifoDirectory(), "*"));
    rest.add("removing images", () -> removeFiles(directories.runtime().root(), "*:*.img"));
    rest.add("taking back block devices", () -> host.user().takeAllBlocks(directories.blocks()));
    rest.add("removing cgroups", host.cgroups()::leaveAll);
    for (TenderRecords.Tender tender : tenders) {
      tender
          .machine()
          .ifPresent(
              machine -> rest.add("destroying " + machine, () -> host.bhyve().destroy(machine)));
    }
    for (String tap : taps) {
      LOG.warn("removing the tap {} that was left", tap);
      rest.add("removing the tap " + tap, () -> host.network().destroyTap(tap));
    }
    rest.run();
  }

  /**
   * The original writes no label on its taps; only the tenders that still run tell which were its.
   * A tap with the label of an albatrossd is not among them, whatever a command line says.
   */
  private Set<String> tapsOfTheOriginal(List<TenderRecords.Tender> tenders) throws HostException {
    Set<String> named =
        stillAlive(tenders).stream()
            .flatMap(tender -> TenderCommand.taps(Processes.commandLine(tender.pid())).stream())
            .collect(Collectors.toCollection(TreeSet::new));
    if (!named.isEmpty()) {
      named.retainAll(host.network().taps(""));
      named.removeAll(host.network().taps(Directories.TAP_LABEL));
    }
    return named;
  }

  /** As the kernel names it. */
  private Path fifos() throws HostException {
    Path directory = directories.runtime().fifoDirectory();
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new HostException("%s: %s".formatted(directory, UnixSockets.describe(e)), e);
    }
  }

  private static void end(List<TenderRecords.Tender> tenders) throws HostException {
    List<TenderRecords.Tender> alive = stillAlive(tenders);
    for (TenderRecords.Tender each : alive) {
      LOG.warn("ending process {}, a tender of an albatrossd that was killed", each.pid());
      boolean ignored = Signals.terminate(each.pid());
    }
    alive = await(alive, GRACE);
    for (TenderRecords.Tender each : alive) {
      LOG.warn("process {} does not end, killing it", each.pid());
      boolean ignored = Signals.kill(each.pid());
    }
    alive = await(alive, LAST_GRACE);
    if (!alive.isEmpty()) {
      throw new HostException(
          "process %s, a tender of an albatrossd that was killed, cannot be ended: its unikernel would run twice"
              .formatted(alive.get(0).pid()));
    }
  }

  private static List<TenderRecords.Tender> stillAlive(List<TenderRecords.Tender> tenders) {
    return tenders.stream().filter(TenderRecords.Tender::isAlive).toList();
  }

  private static List<TenderRecords.Tender> await(
      List<TenderRecords.Tender> tenders, Duration patience) throws HostException {
    long deadline = System.nanoTime() + patience.toNanos();
    List<TenderRecords.Tender> alive = stillAlive(tenders);
    try {
      while (!alive.isEmpty() && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(10);
        alive = stillAlive(alive);
      }
      return alive;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostException("interrupted while tenders end", e);
    }
  }

  private static void removeFiles(Path directory, String pattern) throws HostException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, pattern)) {
      for (Path file : files) {
        if (!Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.delete(file);
        }
      }
    } catch (IOException e) {
      throw new HostException("%s: %s".formatted(directory, UnixSockets.describe(e)), e);
    }
  }
}
