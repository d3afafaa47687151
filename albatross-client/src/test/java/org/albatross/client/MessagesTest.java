package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which message each command line becomes, byte for byte. */
class MessagesTest {
  private static final Arguments DEFAULTS =
      new Arguments(
          new OnFailure.Quit(),
          OptionalLong.empty(),
          true,
          SortedSets.copyOf(List.of(0L)),
          32,
          List.of(),
          List.of(),
          Optional.empty(),
          1,
          Optional.empty());

  @TempDir Path directory;
  private String image;

  @BeforeEach
  void writeImage() throws Exception {
    Path file = directory.resolve("image");
    Files.writeString(file, "IMAGE");
    image = file.toString();
  }

  private static void assertSends(String name, Payload.Command command, String... args)
      throws Exception {
    String[] line = new String[args.length + 2];
    System.arraycopy(args, 0, line, 0, args.length);
    line[args.length] = "--socket";
    line[args.length + 1] = "-";
    Message message = new Message(0, Name.parse(name), command);
    String hex = HexFormat.of().formatHex(Wire.encode(message));
    Run run = Run.of(line);
    assertEquals(new Run(0, hex + "\n", run.err()), run);
  }

  private static UnikernelCommand create(Arguments arguments, boolean force) {
    Image image = new Image(false, Bytes.utf8("IMAGE"));
    return new UnikernelCommand.Create(
        new UnikernelConfig(VmType.SOLO5, image, arguments), force, false);
  }

  @Test
  void theBytesOfInfoAreThoseOfTheOriginal() {
    assertEquals(
        "301a3010020105040800000000000000000c013aa006a304b3020500\n",
        Run.of("info", "--socket", "-").out());
  }

  @Test
  void policyAsksAboutAPath() throws Exception {
    assertSends(":", new PolicyCommand.Info(), "policy");
    assertSends("a:b:", new PolicyCommand.Info(), "policy", "-p", "a:b");
    assertSends("a:b:", new PolicyCommand.Info(), "policy", "--path", ":A:b:");
  }

  @Test
  void aPolicyHasTheDefaultsOfTheOriginal() throws Exception {
    Policy least =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            3,
            512,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of()));
    assertSends("a:", new PolicyCommand.Add(least), "add-policy", "a", "3");
    Policy all =
        new Policy(
            SortedSets.copyOf(List.of(1L, 2L)),
            4,
            1024,
            OptionalLong.of(10),
            SortedSets.copyOf(List.of("br0", "br1")));
    PolicyCommand add = new PolicyCommand.Add(all);
    assertSends(
        "a:b:",
        add,
        "add-policy",
        "a:b",
        "4",
        "--mem=1024",
        "--cpu=2",
        "--cpu",
        "1",
        "--size=10",
        "--network=br1",
        "--bridge=br0");
    assertSends(
        "a:b:",
        add,
        "replace-policy",
        "a:b",
        "4",
        "--mem=1024",
        "--cpu=2",
        "--cpu",
        "1",
        "--block=10",
        "--bridge=br0",
        "--network=br1");
  }

  @Test
  void removePolicyNamesAPath() throws Exception {
    assertSends("a:", new PolicyCommand.Remove(), "remove-policy", "-p", "a");
  }

  @Test
  void infoAsksAboutANameOrAPath() throws Exception {
    // In hexadecimal as the original has it.
    UnikernelCommand info = new UnikernelCommand.Info(InfoShape.CURRENT);
    assertSends(":", info, "info");
    assertSends(":hello", info, "info", "-n", "Hello");
    assertSends("a:", info, "info", "--name=a:");
  }

  @Test
  void unikernelsAreNamedInFull() throws Exception {
    assertSends("a:b:hello", new UnikernelCommand.Destroy(), "destroy", "a:b:hello");
    assertSends(":hello", new UnikernelCommand.Get(0), "get", "hello");
    assertSends(":hello", new UnikernelCommand.Get(9), "get", "hello", "--compression-level=9");
  }

  @Test
  void aCreateHasTheDefaultsOfTheOriginal() throws Exception {
    assertSends(":hello", create(DEFAULTS, false), "create", "hello", image);
    assertSends(":hello", create(DEFAULTS, true), "create", "-f", "hello", image);
    assertSends(":hello", create(DEFAULTS, true), "create", "hello", image, "--force");
  }

  @Test
  void aCreateCarriesAllItsOptions() throws Exception {
    Arguments arguments =
        new Arguments(
            new OnFailure.Restart(SortedSets.copyOf(List.of(2L, 3L))),
            OptionalLong.of(10),
            false,
            SortedSets.copyOf(List.of(1L, 3L)),
            64,
            List.of(
                new BlockDevice("data", Optional.of("disk1"), OptionalLong.of(4096)),
                new BlockDevice("x", Optional.empty(), OptionalLong.of(512)),
                new BlockDevice("y", Optional.of("nat0:z"), OptionalLong.empty())),
            List.of(
                new NetDevice(
                    "service",
                    Optional.of("br0"),
                    Optional.of(MacAddress.parse("02:00:00:00:00:01"))),
                new NetDevice("br1", Optional.empty(), Optional.empty())),
            Optional.of(List.of("--hello=you", "-l *:debug", "")),
            2,
            Optional.of("gpt2"));
    assertSends(
        "a:hello",
        create(arguments, false),
        "create",
        "a:hello",
        image,
        "--restart-on-fail",
        "--exit-code=3",
        "--exit-code",
        "2",
        "--startup=10",
        "--no-add-name",
        "--cpu=3",
        "--cpu=1",
        "--mem=64",
        "--block=data:disk1@4096",
        "--block=x@512",
        "--block",
        "y:nat0:z",
        "--net=service:br0@02:00:00:00:00:01",
        "--net",
        "br1",
        "--arg=--hello=you",
        "--arg",
        "-l *:debug",
        "--arg=",
        "--cpus=2",
        "--linux-boot=gpt2");
  }

  @Test
  void restartWithoutCodesIsOnTheDefaultOnes() throws Exception {
    Arguments arguments =
        new Arguments(
            new OnFailure.Restart(SortedSets.copyOf(List.of())),
            DEFAULTS.startup(),
            true,
            DEFAULTS.cpuIds(),
            32,
            List.of(),
            List.of(),
            Optional.empty(),
            1,
            Optional.empty());
    assertSends(":hello", create(arguments, false), "create", "hello", image, "--restart");
  }

  @Test
  void aBhyveUnikernelHasNoImage() throws Exception {
    UnikernelCommand create =
        new UnikernelCommand.Create(
            new UnikernelConfig(VmType.BHYVE, Image.NONE, DEFAULTS), false, false);
    assertSends(":hello", create, "create", "hello", "--typ=bhyve");
    assertSends(":hello", create, "create", "hello", image, "--typ=bhyve");
  }

  @Test
  void aRestartReplacesArgumentsOnlyIfToldTo() throws Exception {
    assertSends(":hello", new UnikernelCommand.Restart(Optional.empty()), "restart", "hello");
    assertSends(
        ":hello",
        new UnikernelCommand.Restart(Optional.of(DEFAULTS)),
        "restart",
        "hello",
        "--replace-arguments");
  }

  @Test
  void aConsoleIsReadFromItsLastLinesOrSinceATime() throws Exception {
    assertSends(":hello", new ConsoleCommand.SubscribeLast(20), "console", "hello");
    assertSends(":hello", new ConsoleCommand.SubscribeLast(5), "console", "hello", "--count=5");
    Instant midnight = Instant.parse("2026-03-12T00:00:00Z");
    for (String since :
        List.of(
            "2026-03-12",
            "2026-03-12T00:00:00Z",
            "2026-03-12t01:00:00+01:00",
            "2026-03-12 00:00:00-00:00")) {
      assertSends(
          ":hello",
          new ConsoleCommand.SubscribeSince(midnight),
          "console",
          "hello",
          "--since",
          since);
    }
    assertSends("a:", new ConsoleCommand.ListInactive(), "inactive-consoles", "--path=a");
  }

  @Test
  void blockCommandsAreThoseOfTheOriginal() throws Exception {
    assertSends(":", new BlockCommand.Info(), "block");
    assertSends("a:disk", new BlockCommand.Info(), "block", "--name", "a:disk");
    assertSends(":disk", new BlockCommand.Add(5), "create-block", "disk", "5");
    assertSends(":disk", new BlockCommand.Set(false), "set-block", "disk", image);
    assertSends(
        ":disk", new BlockCommand.Set(true), "set-block", "disk", image, "--compression-level=1");
    assertSends(":disk", new BlockCommand.Dump(0), "dump-block", "disk");
    assertSends(":disk", new BlockCommand.Remove(), "destroy-block", "disk");
  }

  @Test
  void aBlockDeviceWithContentIsMadeAndThenSet() {
    Run run = Run.of("create-block", "disk", "5", "--data", image, "--socket", "-");
    assertEquals(2, run.lines().size());
    assertEquals(
        Run.of("set-block", "disk", image, "--socket", "-").out(), run.lines().get(1) + "\n");
  }
}
