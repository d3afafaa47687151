package org.albatross.albatrossd.settings;

import java.nio.file.Path;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.model.Name;

/**
 * Where albatrossd keeps things (docs/protocol/daemons.md, Sockets).
 *
 * @param runtime sockets and fifos of what runs; gone after a reboot
 * @param db the manifest, images and block devices
 */
public record Directories(RuntimeDirectory runtime, Path db) {
  /** With what the label of each tap begins that is an albatrossd's. */
  public static final String TAP_LABEL = "albatross ";

  public Path fifo(Name unikernel) {
    return runtime.fifo(unikernel);
  }

  /** Which tenders run. */
  public Path records() {
    return runtime.root().resolve("running");
  }

  /** With what the label of each tap begins that is ours. */
  public String tapLabelPrefix() {
    return TAP_LABEL + runtime.root() + " ";
  }

  public Path images() {
    return db.resolve("images");
  }

  /** The original's, which is imported once. */
  public Path originalState() {
    return db.resolve("state");
  }

  public Path blocks() {
    return db.resolve("block");
  }

  public Path block(Name device) {
    return blocks().resolve(device.text());
  }
}
