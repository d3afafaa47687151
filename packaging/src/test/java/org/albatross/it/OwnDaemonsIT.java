package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Daemons of a user without rights, on a host with a group albatross that the user is not in. */
@Timeout(120)
class OwnDaemonsIT {
  private static final String AS_NOBODY =
      """
      set -e
      mount --make-rprivate /
      mount --bind "$1" /etc/group; shift
      exec setpriv --reuid=nobody --regid=nogroup --clear-groups "$@"
      """;

  private Sandbox sandbox;
  private Path groups;
  private Path own;
  private final List<Process> started = new ArrayList<>();

  @BeforeEach
  void make() throws Exception {
    assumeTrue(Sandbox.isRoot(), "another user needs root");
    sandbox = new Sandbox();
    groups = Files.copy(Path.of("/etc/group"), sandbox.file("group"));
    Files.writeString(groups, "\nalbatross:x:64242:\n", StandardOpenOption.APPEND);
    Files.setPosixFilePermissions(groups, PosixFilePermissions.fromString("rw-r--r--"));
    own = Files.createDirectory(sandbox.file("own"));
    Files.setAttribute(own, "unix:uid", 65534);
  }

  @AfterEach
  void close() throws Exception {
    stopAll();
    if (sandbox != null) {
      sandbox.close();
    }
  }

  private void stopAll() throws Exception {
    for (int i = started.size() - 1; i >= 0; i--) {
      started.get(i).destroy();
      assertTrue(started.get(i).waitFor(30, TimeUnit.SECONDS));
    }
    started.clear();
  }

  private Path log(String program) {
    return sandbox.file(program + ".log");
  }

  private void start(String program, String socket, String... options) throws Exception {
    List<String> line =
        new ArrayList<>(List.of("unshare", "-m", "sh", "-c", AS_NOBODY, "sh", groups.toString()));
    line.addAll(List.of(Sandbox.program(program), "--tmpdir", own.resolve("run").toString()));
    line.addAll(List.of(options));
    Process process =
        new ProcessBuilder(sandbox.inside(line))
            .redirectErrorStream(true)
            .redirectOutput(log(program).toFile())
            .start();
    started.add(process);
    Path path = own.resolve("run/util").resolve(socket);
    Sandbox.eventually("it listens", () -> Files.exists(path) || !process.isAlive());
    assertTrue(process.isAlive(), () -> Sandbox.read(log(program)));
  }

  private void startAll() throws Exception {
    start("albatross-console", "console.sock");
    start("albatross-stats", "stat.sock");
    start("albatrossd", "vmmd.sock", "--dbdir", own.resolve("db").toString());
  }

  @Test
  void whoIsNotInTheGroupOfTheDaemonsRunsOnesOfTheirOwnAndIsWarned() throws Exception {
    startAll();
    for (String program : List.of("albatross-console", "albatross-stats", "albatrossd")) {
      String said = Sandbox.read(log(program));
      assertTrue(said.contains("cannot be given to the group albatross"), said);
    }
    assertEquals("rw-rw----", mode("run/util/vmmd.sock"));
    assertEquals("rwxr-x---", mode("run/fifo"));
    stopAll();
    startAll();
  }

  private String mode(String file) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(own.resolve(file)));
  }
}
