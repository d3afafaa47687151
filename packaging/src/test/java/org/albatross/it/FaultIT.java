package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.albatross.core.model.NameTrie;
import org.albatross.core.wire.State;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Disks, bridges and tenders that are not as they should be. */
class FaultIT {
  private Sandbox sandbox;

  @BeforeEach
  void make() throws Exception {
    sandbox = new Sandbox();
    sandbox.startConsole();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  static void run(String... line) throws Exception {
    Process process = new ProcessBuilder(line).inheritIO().start();
    assertEquals(0, process.waitFor(), () -> String.join(" ", line));
  }

  private String image(String name) {
    return sandbox.image(name).toString();
  }

  private Sandbox.Outcome refused(String expected, String... line) throws Exception {
    Sandbox.Outcome outcome = sandbox.client(line);
    assertEquals(117, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains(expected), outcome.err());
    return outcome;
  }

  @Test
  void onAFullDiskNothingChangesAndNothingIsLost() throws Exception {
    assumeTrue(Sandbox.isRoot(), "a small file system needs root");
    String db = sandbox.db().toString();
    run("mount", "-t", "tmpfs", "-o", "size=4m", "albatross-test", db);
    try {
      sandbox.startAlbatrossd();
      sandbox.client("add-policy", "p", "4", "--mem", "64").ok();
      sandbox.client("create", "a:one", image("sleeper")).ok();
      sandbox.client("create-block", "disk", "1").ok();
      Path filler = fill(sandbox.db());
      byte[] before = Files.readAllBytes(sandbox.db().resolve("manifest.json"));
      long pid = sandbox.tenders().get(0).pid();
      refused("No space left", "create", "a:two", image("ticker"));
      refused("No space left", "create", "a:one", image("ticker"), "--force");
      refused("No space left", "add-policy", "q", "4", "--mem", "64");
      refused("MB are missing", "create-block", "more", "1");
      Files.write(sandbox.file("data"), filled(1 << 20));
      refused("MB are missing", "set-block", "disk", sandbox.file("data").toString());
      assertArrayEquals(before, Files.readAllBytes(sandbox.db().resolve("manifest.json")));
      assertEquals(1, sandbox.tenders().size());
      assertEquals(pid, sandbox.tenders().get(0).pid());
      assertEquals(1, files("images"));
      assertEquals(1, files("block"));
      String policies = sandbox.client("policy").ok().out();
      assertTrue(policies.contains("p:") && !policies.contains("q:"), policies);
      // Killed and started on the full disk it goes on with what there was.
      sandbox.kill("albatrossd");
      sandbox.startAlbatrossd();
      assertTrue(sandbox.client("info").ok().out().contains("a:one"));
      Files.delete(filler);
      sandbox.client("create", "a:two", image("ticker")).ok();
      sandbox.client("destroy", "a:one").ok();
      sandbox.client("destroy", "a:two").ok();
      sandbox.stop("albatrossd");
    } finally {
      run("umount", db);
    }
  }

  private static byte[] filled(int size) {
    byte[] data = new byte[size];
    java.util.Arrays.fill(data, (byte) 7);
    return data;
  }

  static Path fill(Path directory) throws IOException {
    Path filler = directory.resolve("filler");
    try (var out = Files.newOutputStream(filler)) {
      byte[] page = filled(4096);
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      return filler;
    }
  }

  private long files(String directory) throws IOException {
    try (Stream<Path> all = Files.list(sandbox.db().resolve(directory))) {
      return all.count();
    }
  }

  private void tender(String script) throws IOException {
    Path tender = sandbox.db().resolve("solo5-spt");
    Files.writeString(tender, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(tender, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static final String VERSION =
      "[ \"$1\" != --version ] || { echo 'ABI version 2'; exit 0; }\n";

  @Test
  void aTenderThatIgnoresSigtermIsKilled() throws Exception {
    tender(VERSION + "trap '' TERM\necho ready\nwhile :; do read -t 1 x <&- || sleep 0.1; done\n");
    sandbox.startAlbatrossd();
    sandbox.client("create", "deaf", image("sleeper")).ok();
    Path status = Path.of("/proc/" + sandbox.tenders().get(0).pid() + "/status");
    Sandbox.eventually("it ignores SIGTERM", () -> ignoresSigterm(Sandbox.read(status)));
    sandbox.client("destroy", "deaf").ok();
    assertTrue(sandbox.log("albatrossd").contains("did not end within 10 s, killing it"));
    assertEquals(List.of(), sandbox.tenders());
    assertEquals(List.of(), sandbox.leftovers());
  }

  private static boolean ignoresSigterm(String status) {
    String ignored =
        status.lines().filter(line -> line.startsWith("SigIgn:")).findFirst().orElseThrow();
    return (Long.parseUnsignedLong(ignored.substring("SigIgn:".length()).strip(), 16) >> 14 & 1)
        == 1;
  }

  @Test
  void aTenderThatExitsAtOnceForEverBacksOffAndIsShown() throws Exception {
    tender(VERSION + "exit 77\n");
    sandbox.startAlbatrossd();
    sandbox.client("create", "short", image("sleeper"), "--restart").ok();
    Sandbox.eventually(
        "it was started again three times",
        () -> info("short").matches("(?s).*restarts +([3-9]|[1-9][0-9]+)\\b.*"));
    String info = info("short");
    assertTrue(info.contains("exit code 77"), info);
    assertTrue(!info.contains("state       failed"), info);
    sandbox.client("destroy", "short").ok();
    assertEquals("no unikernels", sandbox.client("info").ok().out().strip());
    assertEquals(List.of(), sandbox.leftovers());
  }

  /**
   * What info says of a unikernel, as soon as this is part of it: it is started in its own time.
   */
  private String infoOnce(String name, String part) throws InterruptedException {
    AtomicReference<String> said = new AtomicReference<>("");
    Sandbox.eventually(
        () -> part + " in: " + said.get(),
        () -> {
          said.set(info(name));
          return said.get().contains(part);
        });
    return said.get();
  }

  private String info(String name) {
    try {
      return sandbox.client("info", "--name", name).ok().out();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aTenderThatIsNoProgramIsAnErrorAndLeavesNothing() throws Exception {
    Path tender = sandbox.db().resolve("solo5-spt");
    Files.writeString(tender, "#!/bin/no-such-shell\n");
    Files.setPosixFilePermissions(tender, PosixFilePermissions.fromString("rwxr-xr-x"));
    sandbox.startAlbatrossd();
    refused("solo5-spt", "create", "x", image("sleeper"));
    assertEquals(List.of(), sandbox.leftovers());
    assertEquals(0, files("images"));
  }

  @Test
  void oneThatCannotStartAtBootIsShownAndStartsWhenItCan() throws Exception {
    assumeTrue(Sandbox.isRoot(), "bridges need root");
    sandbox.addBridge("br7");
    sandbox.startAlbatrossd();
    sandbox.client("create-block", "a:disk", "1").ok();
    List<String> line = new ArrayList<>(List.of("create", "a:net", image("devices")));
    line.addAll(List.of("--net", "service:br7", "--block", "storage:disk"));
    sandbox.client(line.toArray(String[]::new)).ok();
    sandbox.stop("albatrossd");
    sandbox.removeBridge("br7");
    sandbox.startAlbatrossd();
    String info = infoOnce("a:net", "state       failed");
    assertTrue(info.contains("there is no bridge"), info);
    assertTrue(info.contains("next try    in"), info);
    refused("in use by the unikernel", "destroy-block", "a:disk");
    sandbox.addBridge("br7");
    infoOnce("a:net", "state       running");
    sandbox.client("destroy", "a:net").ok();
    assertEquals(List.of(), sandbox.taps());
  }

  @Test
  void aManifestThatCannotBeReadIsLeftAloneAndSaysWhatToDo() throws Exception {
    sandbox.startAlbatrossd();
    sandbox.client("create", "a", image("sleeper")).ok();
    sandbox.client("create", "b", image("ticker")).ok();
    sandbox.stop("albatrossd");
    Path manifest = sandbox.db().resolve("manifest.json");
    byte[] good = Files.readAllBytes(manifest);
    Files.write(manifest, java.util.Arrays.copyOf(good, good.length - 9));
    Process process = sandbox.launch("albatrossd", List.of("--dbdir", sandbox.db().toString()));
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(123, process.exitValue());
    assertTrue(sandbox.log("albatrossd").contains("manifest.json.last"));
    assertEquals(good.length - 9, Files.size(manifest));
    assertEquals(2, files("images"));
    Files.copy(
        sandbox.db().resolve("manifest.json.last"),
        manifest,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    sandbox.startAlbatrossd();
    assertTrue(sandbox.client("info").ok().out().contains("a "));
  }

  @Test
  void theOriginalsStateIsImportedOnceAndStays() throws Exception {
    State state =
        new State(
            NameTrie.<org.albatross.core.model.unikernel.UnikernelConfig>empty()
                .with(
                    org.albatross.core.model.Name.parse("a:old"),
                    HostileInputIT.config(
                        Files.readAllBytes(sandbox.image("sleeper")), java.util.Set.of(0L), 16)),
            NameTrie.empty());
    Path file = sandbox.db().resolve("state");
    Files.write(file, state.encode());
    sandbox.startAlbatrossd();
    infoOnce("a:old", "state       running");
    assertArrayEquals(state.encode(), Files.readAllBytes(file));
    sandbox.client("destroy", "a:old").ok();
    assertEquals(0, files("images"));
    sandbox.kill("albatrossd");
    sandbox.startAlbatrossd();
    assertEquals("no unikernels", sandbox.client("info").ok().out().strip());
  }
}
