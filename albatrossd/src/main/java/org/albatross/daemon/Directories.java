package org.albatross.daemon;

import java.nio.file.Path;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.model.Name;

/**
 * Where albatrossd keeps things (docs/protocol/daemons.md, Sockets).
 *
 * @param runtime sockets and fifos of what runs; gone after a reboot
 * @param db the manifest, images and block devices
 */
record Directories(RuntimeDirectory runtime, Path db) {
  /** With what the label of each tap begins that is an albatrossd's. */
  static final String TAP_LABEL = "albatross ";

  Path fifo(Name unikernel) {
    return runtime.fifo(unikernel);
  }

  /** Which tenders run. */
  Path records() {
    return runtime.root().resolve("running");
  }

  /** With what the label of each tap begins that is ours. */
  String tapLabelPrefix() {
    return TAP_LABEL + runtime.root() + " ";
  }

  Path images() {
    return db.resolve("images");
  }

  /** The original's, which is imported once. */
  Path originalState() {
    return db.resolve("state");
  }

  Path blocks() {
    return db.resolve("block");
  }

  Path block(Name device) {
    return blocks().resolve(device.text());
  }
}
