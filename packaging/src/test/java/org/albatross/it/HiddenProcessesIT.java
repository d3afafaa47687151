package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** albatross-stats without rights where /proc shows each user their own processes only. */
@Timeout(120)
class HiddenProcessesIT {
  private static final String HIDDEN =
      """
      set -e
      mount --make-rprivate /
      mount -t proc -o hidepid=2,gid=64243 proc /proc
      exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
      """;

  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Sandbox.isRoot(), "mounts need root");
    sandbox = Sandbox.started();
  }

  @AfterEach
  void close() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void thatNothingCanBeSeenIsSaidOnceWithWhatToDo() throws Exception {
    Path util = sandbox.run().resolve("util");
    Files.setPosixFilePermissions(util, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.setPosixFilePermissions(
        util.resolve("vmmd.sock"), PosixFilePermissions.fromString("rw-rw-rw-"));
    List<String> line = new ArrayList<>(List.of("unshare", "-m", "sh", "-c", HIDDEN, "sh"));
    line.addAll(List.of(Sandbox.program("albatross-stats"), "--tmpdir", sandbox.run().toString()));
    line.addAll(List.of("--interval", "1", "--verbosity", "debug"));
    Path log = sandbox.file("stats.log");
    Process stats =
        new ProcessBuilder(sandbox.inside(line))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Sandbox.eventually(
          "it is linked",
          () -> Sandbox.read(log).contains("linked to albatrossd") || !stats.isAlive());
      assumeTrue(!Sandbox.read(log).contains("mount:"), "no /proc may be mounted here");
      sandbox.client("create", "a:one", sandbox.image("sleeper").toString()).ok();
      sandbox.client("create", "a:two", sandbox.image("sleeper").toString()).ok();
      Sandbox.eventually(
          () -> Sandbox.read(log),
          () -> count(Sandbox.read(log), "is hidden") == 2 || !stats.isAlive());
      String said = Sandbox.read(log);
      assertEquals(1, count(said, "hidepid=, or systemd's ProtectProc="), said);
    } finally {
      stats.destroy();
      assertTrue(stats.waitFor(30, TimeUnit.SECONDS));
    }
  }

  private static long count(String log, String text) {
    return log.lines().filter(line -> line.contains(text)).count();
  }
}
