package org.albatross.core.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.albatross.core.host.file.Access;
import org.albatross.core.host.file.PrivateFiles;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.net.DaemonGroup;
import org.albatross.core.net.UnixSockets;

/**
 * Where the daemons and what they exchange are found (docs/protocol/daemons.md, Sockets).
 *
 * @param root the value of {@code --tmpdir}
 */
public record RuntimeDirectory(Path root) {
  /** rwxr-s---: fifos get the directory's group, by which albatross-console reads them. */
  private static final int FIFO_DIRECTORY_MODE = 02750;

  public Path daemonSocket() {
    return root.resolve("util/vmmd.sock");
  }

  public Path consoleSocket() {
    return root.resolve("util/console.sock");
  }

  public Path statsSocket() {
    return root.resolve("util/stat.sock");
  }

  public Path fifoDirectory() {
    return root.resolve("fifo");
  }

  /** The fifo that a unikernel writes its console to. */
  public Path fifo(Name name) {
    return fifoDirectory().resolve(name.text());
  }

  /** Makes the directory of the fifos; one that is there stays as it is. */
  public void makeFifoDirectory() throws AlbatrossException {
    Path directory = fifoDirectory();
    try {
      PrivateFiles.checkLink(directory);
      if (!Files.isDirectory(directory)) {
        PrivateFiles.directory(directory);
        // Nor what a link leads to that was put in its place since.
        DaemonGroup.give(directory);
        Access.setMode(directory, FIFO_DIRECTORY_MODE);
      }
    } catch (IOException e) {
      throw new AlbatrossException(
          "cannot make the directory of the fifos, %s: %s; give another with --tmpdir, or its rights"
              .formatted(directory, UnixSockets.describe(e)),
          e);
    }
  }
}
