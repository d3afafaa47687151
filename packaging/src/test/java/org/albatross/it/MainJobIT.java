package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user does with one host, with the real programs. */
class MainJobIT {
  private static Sandbox sandbox;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
  }

  @AfterAll
  static void stop() throws Exception {
    sandbox.close();
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertEquals(List.of(), sandbox.leftovers());
    assertEquals(List.of(), sandbox.taps());
    assertEquals(List.of(), sandbox.tenders());
    assertEquals("no unikernels", sandbox.client("info").ok().out().strip());
  }

  private static String image(String name) {
    return sandbox.image(name).toString();
  }

  private static String console(String name) throws Exception {
    Process process =
        new ProcessBuilder(
                System.getProperty("albatross.tree") + "/bin/albatross-client",
                "console",
                name,
                "--tmpdir",
                sandbox.run().toString())
            .redirectErrorStream(true)
            .start();
    try (var reader = process.inputReader(java.nio.charset.StandardCharsets.UTF_8)) {
      StringBuilder seen = new StringBuilder();
      String line = reader.readLine();
      while (line != null) {
        seen.append(line).append('\n');
        if (line.contains("tick 0000000002") || line.contains("end of arguments")) {
          break;
        }
        line = reader.readLine();
      }
      return seen.toString();
    } finally {
      process.toHandle().destroy();
      process.waitFor();
    }
  }

  @Test
  void aUnikernelIsCreatedReadInspectedAndDestroyed() throws Exception {
    sandbox.client("create", "a:hello", image("ticker"), "--mem", "16", "--cpu", "0").ok();
    assertTrue(console("a:hello").contains("tick 0000000002"));
    String info = sandbox.client("info", "--name", "a:hello").ok().out();
    assertTrue(info.contains("16 MB"), info);
    assertEquals(1, sandbox.tenders().size());
    sandbox.client("destroy", "a:hello").ok();
    String inactive = sandbox.client("inactive-consoles", "-p", "a").ok().out();
    assertTrue(inactive.lines().anyMatch("a:hello"::equals), inactive);
  }

  @Test
  void aNameThatExistsIsRefusedUnlessForced() throws Exception {
    sandbox.client("create", "hello", image("sleeper")).ok();
    long first = sandbox.tenders().get(0).pid();
    Sandbox.Outcome refused = sandbox.client("create", "hello", image("sleeper"));
    assertEquals(117, refused.code());
    assertTrue(refused.err().contains(" hello exists already"), refused.err());
    sandbox.client("create", "hello", image("ticker"), "--force").ok();
    assertEquals(1, sandbox.tenders().size());
    assertTrue(first != sandbox.tenders().get(0).pid());
    sandbox.client("restart", "hello").ok();
    sandbox.client("destroy", "hello").ok();
  }

  @Test
  void theImageComesBackAsItWent() throws Exception {
    sandbox.client("create", "hello", image("sleeper"), "--compression-level", "5").ok();
    String file = sandbox.file("got").toString();
    sandbox.client("get", "hello", "--out", file).ok();
    assertArrayEquals(
        Files.readAllBytes(sandbox.image("sleeper")), Files.readAllBytes(sandbox.file("got")));
    sandbox.client("destroy", "hello").ok();
  }

  @Test
  void netsAndBlockDevicesAreAttachedAndTakenAway() throws Exception {
    assumeTrue(Sandbox.isRoot(), "taps need root");
    sandbox.client("create-block", "a:disk", "2").ok();
    sandbox
        .client(
            "create",
            "a:devices",
            image("devices"),
            "--net",
            "service:" + Sandbox.BRIDGE,
            "--block",
            "storage:disk")
        .ok();
    assertEquals(1, sandbox.taps().size());
    assertTrue(sandbox.taps().get(0).contains("master " + Sandbox.BRIDGE));
    Sandbox.Outcome busy = sandbox.client("destroy-block", "a:disk");
    assertEquals(117, busy.code());
    assertTrue(busy.err().contains("in use by the unikernel a:devices"), busy.err());
    sandbox.client("destroy", "a:devices").ok();
    sandbox.client("destroy-block", "a:disk").ok();
  }

  @Test
  void aDeviceBelowThePathIsNamedWithColonsAndNoOtherIsReached() throws Exception {
    assumeTrue(Sandbox.isRoot(), "taps need root");
    sandbox.client("create-block", "nat0:disk", "2").ok();
    String[] create = {
      "create", "gate", image("devices"), "--net", "service", "--block", "storage:nat0:disk"
    };
    sandbox.client(create).ok();
    Sandbox.Outcome busy = sandbox.client("destroy-block", "nat0:disk");
    assertEquals(117, busy.code());
    assertTrue(busy.err().contains("in use by another unikernel"), busy.err());
    sandbox.client("restart", "gate").ok();
    sandbox.client("destroy", "gate").ok();
    create[1] = "other:gate";
    Sandbox.Outcome elsewhere = sandbox.client(create);
    assertEquals(117, elsewhere.code());
    assertTrue(elsewhere.err().contains("no block device other:nat0:disk"), elsewhere.err());
    sandbox.client("destroy-block", "nat0:disk").ok();
  }

  @Test
  void aBridgeThatIsNotThereIsNamedAndNothingIsLeft() throws Exception {
    assumeTrue(Sandbox.isRoot(), "bridges need root");
    sandbox.client("create-block", "disk", "1").ok();
    Sandbox.Outcome refused =
        sandbox.client(
            "create",
            "x",
            image("devices"),
            "--net",
            "service:nobridge",
            "--block",
            "storage:disk");
    assertEquals(117, refused.code());
    assertTrue(refused.err().contains("\"nobridge\""), refused.err());
    sandbox.client("destroy-block", "disk").ok();
  }

  @Test
  void devicesThatAreNotThoseOfTheManifestAreListed() throws Exception {
    Sandbox.Outcome refused = sandbox.client("create", "x", image("devices"));
    assertEquals(117, refused.code());
    assertTrue(
        refused.err().contains("storage") && refused.err().contains("service"), refused.err());
  }

  @Test
  void whatAPolicyDoesNotAllowIsRefusedWithItsLimit() throws Exception {
    sandbox.client("add-policy", "p", "1", "--mem", "64", "--cpu", "0").ok();
    sandbox.client("create", "p:one", image("sleeper"), "--mem", "32").ok();
    for (List<String> options :
        List.of(List.of("--mem", "16"), List.of("--mem", "16", "--cpu", "1"))) {
      List<String> line = new java.util.ArrayList<>(List.of("create", "p:two", image("sleeper")));
      line.addAll(options);
      Sandbox.Outcome refused = sandbox.client(line.toArray(String[]::new));
      assertEquals(117, refused.code());
      assertTrue(refused.err().contains("allows 1 unikernels"), refused.err());
    }
    Sandbox.Outcome tooSmall = sandbox.client("add-policy", "p", "1", "--mem", "20", "--cpu", "0");
    assertEquals(117, tooSmall.code());
    assertTrue(tooSmall.err().contains("32 are in use"), tooSmall.err());
    sandbox.client("destroy", "p:one").ok();
    Sandbox.Outcome memory = sandbox.client("create", "p:x", image("sleeper"), "--mem", "65");
    assertTrue(memory.err().contains("64 MB of memory"), memory.err());
    Sandbox.Outcome cpu = sandbox.client("create", "p:x", image("sleeper"), "--cpu", "77");
    assertEquals(117, cpu.code());
    sandbox.client("remove-policy", "--path", "p").ok();
  }

  @Test
  void blockDevicesTakeAndGiveTheirData() throws Exception {
    byte[] data = new byte[(3 << 20) - 7];
    new Random(1).nextBytes(data);
    Files.write(sandbox.file("data"), data);
    byte[] expected = Arrays.copyOf(data, 3 << 20);
    sandbox.client("create-block", "disk", "3").ok();
    for (String level : List.of("0", "6")) {
      String in = sandbox.file("data").toString();
      sandbox.client("set-block", "disk", in, "--compression-level", level).ok();
      String out = sandbox.file("dump" + level).toString();
      sandbox.client("dump-block", "disk", "--out", out, "--compression-level", level).ok();
      assertArrayEquals(expected, Files.readAllBytes(sandbox.file("dump" + level)));
    }
    sandbox.client("destroy-block", "disk").ok();
  }

  @Test
  void moreDataThanADeviceHoldsLeaveTheOldOnes() throws Exception {
    Files.write(sandbox.file("small"), new byte[] {1, 2, 3});
    Files.write(sandbox.file("large"), new byte[(1 << 20) + 1]);
    sandbox.client("create-block", "disk", "1", "--data", sandbox.file("small").toString()).ok();
    Sandbox.Outcome refused = sandbox.client("set-block", "disk", sandbox.file("large").toString());
    assertEquals(117, refused.code());
    assertTrue(refused.err().contains("1 MB"), refused.err());
    Sandbox.Outcome unknown =
        sandbox.client("set-block", "nodisk", sandbox.file("large").toString());
    assertEquals(117, unknown.code());
    assertTrue(unknown.err().contains("no block device nodisk"), unknown.err());
    sandbox.client("dump-block", "disk", "--out", sandbox.file("old").toString()).ok();
    assertEquals(3, Files.readAllBytes(sandbox.file("old"))[2]);
    sandbox.client("destroy-block", "disk").ok();
  }

  @Test
  void aBlockDeviceOfNoSizeLeavesNoFile() throws Exception {
    assertTrue(sandbox.client("create-block", "empty", "0").code() != 0);
    try (var files = Files.list(sandbox.db().resolve("block"))) {
      assertEquals(List.of(), files.toList());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 124})
  void aUnikernelThatDoesNotKnowItsNameIsStartedWithoutIt(int code) throws Exception {
    String name = "unnamed" + code;
    sandbox
        .client(
            "create", name, image("arguments"), "--arg=--exit=" + code, "--arg=end of arguments")
        .ok();
    Sandbox.eventually("it ended", () -> sandbox.tenders().isEmpty());
    Sandbox.eventually(
        "twice", () -> sandbox.log("albatrossd").contains(name + " does not know --name"));
    String console = console(name);
    assertTrue(console.contains("--name=" + name + " --exit=" + code), console);
    String log = sandbox.log("albatrossd");
    assertFalse(log.contains("warning: :" + name), log);
    Sandbox.eventually("it is forgotten", MainJobIT::nothingRuns);
  }

  private static boolean nothingRuns() {
    try {
      return sandbox.leftovers().isEmpty();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void aCrashLoopBacksOffAndCanBeDestroyed() throws Exception {
    sandbox.client("create", "loop", image("crash"), "--restart").ok();
    Sandbox.eventually(
        "the third delay", () -> sandbox.log("albatrossd").contains("again in 400 ms"));
    sandbox.client("destroy", "loop").ok();
    String log = sandbox.log("albatrossd");
    assertTrue(log.contains("again in 100 ms"), log);
    assertTrue(log.contains("warning: loop ended: signal 4 (SIGILL), restart 1 in 0.1 s"), log);
  }
}
