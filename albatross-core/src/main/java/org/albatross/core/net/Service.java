package org.albatross.core.net;

import java.nio.file.Path;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;

/**
 * The daemons that answer commands, and where their sockets are (docs/protocol/daemons.md,
 * Sockets).
 */
public enum Service {
  VMMD("vmmd.sock", "albatrossd"),
  CONSOLE("console.sock", "albatross-console"),
  STATS("stat.sock", "albatross-stats");

  private final String socket;
  private final String daemon;

  Service(String socket, String daemon) {
    this.socket = socket;
    this.daemon = daemon;
  }

  /** Which daemon a command is for. */
  public static Service of(Payload.Command command) {
    if (command instanceof ConsoleCommand) {
      return CONSOLE;
    }
    return command instanceof StatsCommand ? STATS : VMMD;
  }

  public Path socket(Path tmpdir) {
    return tmpdir.resolve("util").resolve(socket);
  }

  /** The name of the program that listens there. */
  public String daemon() {
    return daemon;
  }
}
