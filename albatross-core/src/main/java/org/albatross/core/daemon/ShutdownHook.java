package org.albatross.core.daemon;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a daemon in order when its process is told to end, by SIGTERM or SIGINT. The exit code is
 * the daemon's own, where the JVM's would be that of a signal, which a supervisor takes as failure.
 */
final class ShutdownHook {
  private static final Logger LOG = LoggerFactory.getLogger(ShutdownHook.class);

  private final Daemon daemon;
  private final Thread thread = new Thread(this::run, "shutdown");
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile int exitCode = ExitCodes.INTERNAL_ERROR;

  private ShutdownHook(Daemon daemon) {
    this.daemon = daemon;
  }

  static ShutdownHook install(Daemon daemon) {
    ShutdownHook hook = new ShutdownHook(daemon);
    Runtime.getRuntime().addShutdownHook(hook.thread);
    return hook;
  }

  /** The daemon has ended, by itself or because it was told to. */
  void ended(int code) {
    exitCode = code;
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException e) {
      LOG.debug("the process ends already", e);
    }
  }

  private void run() {
    try {
      daemon.stop();
      if (!ended.await(daemon.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.error("not stopped after {} s, ending anyway", daemon.stopTimeout().toSeconds());
      }
    } catch (InterruptedException e) {
      LOG.error("interrupted while stopping, ending anyway", e);
    }
    Runtime.getRuntime().halt(exitCode);
  }
}
