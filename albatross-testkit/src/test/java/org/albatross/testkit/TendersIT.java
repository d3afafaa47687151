package org.albatross.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The stub and, if there is one in the PATH, solo5-spt have to answer the same. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class TendersIT {
  private static final String TENDERS = "org.albatross.testkit.Way#tenders";
  private static final String IMAGE = "image.spt";
  private static final String STUB_LINE =
      "solo5-spt: this is a stub: it runs test images only, without isolation;"
          + " real unikernels need Solo5\n";

  /** Makes a tap in a network namespace of its own, where the rest of the command runs. */
  private static final String WITH_TAP =
      "ip tuntap add dev tap7 mode tap && ip link set tap7 up && exec \"$@\"";

  @TempDir Path directory;

  @BeforeEach
  void writeImageAndDisk() throws IOException {
    Files.write(directory.resolve(IMAGE), UnikernelImage.arguments());
    Files.write(
        directory.resolve("disk.spt"), UnikernelImage.devices(List.of("storage"), List.of()));
    Files.write(
        directory.resolve("net.spt"), UnikernelImage.devices(List.of(), List.of("service")));
    Files.write(directory.resolve("disk"), new byte[4096]);
    Files.write(directory.resolve("odd"), new byte[1000]);
    Files.createFile(directory.resolve("nothing"));
  }

  @ParameterizedTest
  @MethodSource(TENDERS)
  void theVersionIsOnStderrWithALineForTheAbi(Way way) throws Exception {
    Running.Result result = run(way, List.of("--version"));
    assertEquals(0, result.code());
    assertEquals("", result.output());
    assertTrue(
        result
            .errors()
            .lines()
            .anyMatch("ABI version %s".formatted(ImageBuilder.SPT_ABI_VERSION)::equals),
        result.errors());
  }

  @ParameterizedTest
  @MethodSource(TENDERS)
  void anImageNeedNotBeExecutable(Way way) throws Exception {
    assertFalse(Files.isExecutable(directory.resolve(IMAGE)));
    Running.Result result =
        run(way, List.of("--mem=16", "--", IMAGE, "--exit=3", "a b", "--mem=x"));
    assertEquals("--exit=3 a b --mem=x\n", result.output());
    assertEquals(3, result.code());
  }

  @ParameterizedTest
  @MethodSource(TENDERS)
  void theDashesBeforeTheImageMayBeLeftOut(Way way) throws Exception {
    assertEquals("x\n", run(way, List.of("--mem=16", IMAGE, "x")).output());
    assertEquals("--\n", run(way, List.of(IMAGE, "--")).output());
  }

  @Test
  void theStubSaysThatItIsOne() throws Exception {
    assertEquals(STUB_LINE, run(Way.STUB, List.of("--", IMAGE)).errors());
    assertTrue(run(Way.STUB, List.of("--version")).errors().contains("stub"));
  }

  static List<List<String>> wrongCommands() {
    return List.of(
        List.of(),
        List.of("--"),
        List.of("--mem=16"),
        List.of("--help"),
        List.of("--", "missing.spt"),
        List.of("--", "--version"),
        List.of("--mem=", IMAGE),
        List.of("--mem=0", IMAGE),
        List.of("--mem=x", IMAGE),
        List.of("--mem=1", IMAGE),
        List.of("--bogus", IMAGE),
        List.of("--bogus=1", "--", IMAGE),
        List.of("-x", "--", IMAGE),
        List.of("--net:service", "net.spt"),
        List.of("--net:service=", "net.spt"),
        List.of("--net:=lo", "net.spt"),
        List.of("--net:a_b=lo", "net.spt"),
        List.of("--net:service=none7", "net.spt"),
        List.of("--net:service=averylonginterface", "net.spt"),
        List.of("--net:service=@0", "net.spt"),
        List.of("--net-mac:service=00:80:41:00:00", "net.spt"),
        List.of("--net-mac:service=00-80-41-00-00-00", "net.spt"),
        List.of("--block:storage=missing", "disk.spt"),
        List.of("--block:storage=.", "disk.spt"),
        List.of("--block:storage=odd", "disk.spt"),
        List.of("--block:storage=nothing", "disk.spt"),
        List.of("--block-sector-size:storage=256", "--block:storage=disk", "disk.spt"),
        List.of("--block-sector-size:storage=513", "--block:storage=disk", "disk.spt"),
        List.of("--block-sector-size:storage=x", "--block:storage=disk", "disk.spt"),
        List.of("--block:storage=disk", "--block-sector-size:storage=8192", "disk.spt"),
        List.of("--", IMAGE, "x".repeat(8192)));
  }

  @ParameterizedTest
  @MethodSource("wrongCommands")
  void wrongCommandsExitWithOneAndSayWhy(List<String> arguments) throws Exception {
    for (Way way : Way.tenders().toList()) {
      Running.Result result = run(way, arguments);
      assertEquals(1, result.code(), way + ": " + result);
      assertEquals("", result.output(), way.name());
      assertTrue(
          result.errors().contains("solo5-spt: ") || result.errors().contains("usage: "),
          way + ": " + result);
      assertFalse(result.errors().contains("not found"), way + ": " + result);
    }
  }

  static Map<String, byte[]> imagesForOthers() {
    return Map.of(
        "hvt", UnikernelImage.builder(Program.ARGUMENTS).abi(AbiTarget.HVT, 2).build(),
        "virtio", UnikernelImage.builder(Program.ARGUMENTS).abi(AbiTarget.VIRTIO, 1).build(),
        "version 1", UnikernelImage.builder(Program.ARGUMENTS).abi(AbiTarget.SPT, 1).build(),
        "big-endian",
            UnikernelImage.builder(Program.ARGUMENTS).byteOrder(ByteOrder.BIG_ENDIAN).build(),
        "text", BrokenImages.all().get("a text"),
        "cut", BrokenImages.all().get("cut in the notes"),
        "empty", new byte[0]);
  }

  @ParameterizedTest
  @MethodSource(TENDERS)
  void imagesForOthersAreRefused(Way way) throws Exception {
    for (Map.Entry<String, byte[]> image : imagesForOthers().entrySet()) {
      Files.write(directory.resolve("other.spt"), image.getValue());
      Running.Result result = run(way, List.of("--", "other.spt"));
      assertEquals(1, result.code(), image.getKey() + ": " + result);
      assertTrue(result.errors().contains("other.spt: "), image.getKey() + ": " + result);
    }
  }

  @ParameterizedTest
  @MethodSource(TENDERS)
  void aBlockDeviceCanBeGiven(Way way) throws Exception {
    List<String> arguments =
        List.of(
            "--mem=16",
            "--block:storage=disk",
            "--block-sector-size:storage=4096",
            "--",
            "disk.spt",
            "hello");
    try (Running running = start(way, arguments)) {
      assertEquals("hello", running.line());
      running.terminate();
      assertEquals(143, running.end().code());
    }
  }

  @ParameterizedTest
  @MethodSource(TENDERS)
  void aNetCanBeGivenAndItsPacketsAreTaken(Way way) throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "taps are made by root");
    List<String> command = new ArrayList<>(List.of("unshare", "-n", "sh", "-c", WITH_TAP, "sh"));
    command.add(way.tender(directory).toString());
    command.addAll(
        List.of("--mem=16", "--net:service=tap7", "--net-mac:service=00:80:41:0a:Bb:01"));
    command.addAll(List.of("--", "net.spt", "hello"));
    try (Running running = Running.start(directory, command)) {
      assertEquals("hello", running.line());
      sendPackets(running.pid());
      if (way == Way.REAL) {
        long deadline = System.nanoTime() + 10_000_000_000L;
        while (packetsTaken(running.pid()) < 3) {
          assertTrue(System.nanoTime() < deadline, "the packets were not taken");
          Thread.sleep(20);
        }
      }
      assertTrue(running.processorTime() <= 5, "it should sleep");
      running.terminate();
      assertEquals(143, running.end().code());
    }
  }

  /** Sends to addresses that nobody has: the kernel asks for them on the tap. */
  private void sendPackets(long pid) throws Exception {
    String send =
        "ip addr add 10.99.0.1/24 dev tap7"
            + " && for i in 2 3 4; do echo hello >/dev/udp/10.99.0.$i/9; done";
    List<String> command = List.of("nsenter", "-t", "" + pid, "-n", "bash", "-c", send);
    assertEquals(0, Running.run(directory, command).code());
  }

  /** The packets that were read from the tap: what it has sent, the last half of its counters. */
  private static int packetsTaken(long pid) throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/" + pid + "/net/dev")).stream()
            .filter(text -> text.strip().startsWith("tap7:"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(line.strip().split("\\s+", -1)[10]);
  }

  private Running.Result run(Way way, List<String> arguments) throws Exception {
    try (Running running = start(way, arguments)) {
      return running.end();
    }
  }

  private Running start(Way way, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of(way.tender(directory).toString()));
    command.addAll(arguments);
    return Running.start(directory, command);
  }
}
