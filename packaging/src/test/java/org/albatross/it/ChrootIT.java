package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** albatrossd with another root. */
@Timeout(120)
class ChrootIT {
  /** All that is at the root of this host, but the root itself is a directory like any other. */
  private static final String IN_A_CHROOT =
      """
      set -e
      root=$1; shift
      mount --make-rprivate /
      for each in /*; do
        if [ -L "$each" ]; then cp -P "$each" "$root/"
        elif [ -d "$each" ]; then mkdir -p "$root$each"; mount --rbind "$each" "$root$each"
        fi
      done
      exec chroot "$root" env -C / "$@"
      """;

  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Sandbox.isRoot(), "mounts need root");
    sandbox = new Sandbox();
    sandbox.startConsole();
  }

  @AfterEach
  void close() throws Exception {
    if (sandbox != null) {
      sandbox.close();
    }
  }

  @Test
  void whereTheRootIsNoMountPointAlbatrossdStartsAndKnowsTheRoomOfItsDisk() throws Exception {
    Path root = Files.createDirectory(sandbox.file("root"));
    List<String> line =
        new ArrayList<>(List.of("unshare", "-m", "sh", "-c", IN_A_CHROOT, "sh", root.toString()));
    line.addAll(List.of(Sandbox.program("albatrossd"), "--tmpdir", sandbox.run().toString()));
    line.addAll(List.of("--dbdir", "/dbdir", "-v"));
    Path log = sandbox.file("chroot.log");
    Process process =
        new ProcessBuilder(sandbox.inside(line))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      Path socket = sandbox.run().resolve("util/vmmd.sock");
      Sandbox.eventually("it listens", () -> Files.exists(socket) || !process.isAlive());
      assertTrue(process.isAlive(), () -> Sandbox.read(log));
      sandbox.client("create-block", "a:disk", "2").ok();
      Path data = Files.write(sandbox.file("data"), new byte[1 << 20]);
      sandbox.client("set-block", "a:disk", data.toString()).ok();
      Sandbox.Outcome tooMuch = sandbox.client("create-block", "a:large", "900000000");
      assertTrue(tooMuch.err().contains("MB"), tooMuch.err());
      assertTrue(Files.exists(root.resolve("dbdir/block/a:disk")), () -> Sandbox.read(log));
    } finally {
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    }
  }
}
