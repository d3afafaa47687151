package org.albatross.core.net;

import java.io.IOException;

/** An event loop on a thread of its own. */
final class RunningLoop {
  private final EventLoop loop;
  private final Thread thread = new Thread(this::run);

  RunningLoop(EventLoop loop) {
    this.loop = loop;
    thread.start();
  }

  private void run() {
    try {
      loop.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  void end() throws IOException, InterruptedException {
    loop.stop();
    thread.join();
    loop.close();
  }
}
