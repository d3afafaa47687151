package org.albatross.daemon;

import java.nio.file.Path;
import org.albatross.core.model.Name;

/**
 * Where albatrossd keeps things (contract 2).
 *
 * @param tmp sockets, fifos and images of what runs; gone after a reboot
 * @param db the state and block devices
 */
record Directories(Path tmp, Path db) {
  Path socket() {
    return tmp.resolve("util/vmmd.sock");
  }

  Path consoleSocket() {
    return tmp.resolve("util/console.sock");
  }

  Path fifos() {
    return tmp.resolve("fifo");
  }

  Path fifo(Name unikernel) {
    return fifos().resolve(unikernel.text());
  }

  Path image(Name unikernel) {
    return tmp.resolve(unikernel.text() + ".img");
  }

  Path state() {
    return db.resolve("state");
  }

  Path blocks() {
    return db.resolve("block");
  }

  Path block(Name device) {
    return blocks().resolve(device.text());
  }
}
