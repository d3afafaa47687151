package org.albatross.daemon;

import java.nio.file.Path;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.model.Name;

/**
 * Where albatrossd keeps things (contract 2).
 *
 * @param runtime sockets, fifos and images of what runs; gone after a reboot
 * @param db the state and block devices
 */
record Directories(RuntimeDirectory runtime, Path db) {
  Path fifo(Name unikernel) {
    return runtime.fifo(unikernel);
  }

  Path image(Name unikernel) {
    return runtime.root().resolve(unikernel.text() + ".img");
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
