package org.albatross.core.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import jnr.ffi.LibraryLoader;
import org.junit.jupiter.api.Assumptions;

/** A network namespace of Linux that ends with the thread that it is made for. */
public final class NetworkNamespace {
  private static final int CLONE_NEWNET = 0x40000000;

  /** Public, since it is implemented in another class loader. */
  public interface Unshare {
    int unshare(int flags);
  }

  private NetworkNamespace() {}

  static boolean possible() throws Exception {
    return Files.exists(Path.of("/dev/net/tun")) && inside(() -> true, false);
  }

  /** Runs a test on a thread in a namespace of its own; skips it where that is not allowed. */
  public static void run(Callable<?> test) throws Exception {
    Assumptions.assumeTrue(possible(), "network namespaces and taps need root");
    inside(
        () -> {
          Object ignored = test.call();
          return true;
        },
        true);
  }

  private static boolean inside(Callable<Boolean> action, boolean required) throws Exception {
    Unshare libc = LibraryLoader.create(Unshare.class).load("libc.so.6");
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              boolean unshared = libc.unshare(CLONE_NEWNET) == 0;
              if (required && !unshared) {
                throw new AssertionError("no namespace");
              }
              return unshared && action.call();
            });
    Thread thread = new Thread(task, "network-namespace");
    thread.start();
    return task.get(60, TimeUnit.SECONDS);
  }

  /** Runs ip(8) in the namespace of this thread. */
  public static String ip(String... arguments) throws HostException {
    java.util.List<String> argv = new java.util.ArrayList<>(java.util.List.of("ip"));
    argv.addAll(java.util.List.of(arguments));
    return new ProcessCommandRunner(java.time.Duration.ofSeconds(20)).succeed(argv);
  }
}
