package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.testkit.AbiTarget;
import org.albatross.testkit.Program;
import org.albatross.testkit.Tenders;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no tender would take is refused by whoever hears of it first, and starts nothing. */
class CreateRefusalsIT {
  private static Sandbox sandbox;
  private static Remote remote;
  private static String signed;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.generated(sandbox);
    remote.client("add-policy user 4 --mem 8192 --cpu 0 --block 10 --bridge service --csr").ok();
    remote.client("sign cacert.pem db ca.key user.req").ok();
    signed =
        " --ca=user.pem --ca-key=user.key --server-ca=cacert.pem --destination "
            + remote.destination();
  }

  @AfterAll
  static void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  @AfterEach
  void nothingWasStarted() throws Exception {
    Payload reply = sandbox.ask(":", new UnikernelCommand.Info(InfoShape.CURRENT));
    assertEquals(new Success.Unikernels(InfoShape.CURRENT, List.of()), reply);
    assertEquals(List.of(), sandbox.leftovers());
    assertEquals(List.of(), sandbox.taps());
    assertFalse(sandbox.log("albatrossd").contains("started :"), sandbox.log("albatrossd"));
    assertFalse(sandbox.log("albatrossd").contains("started user:"), sandbox.log("albatrossd"));
  }

  /** As another client sends it. */
  private static UnikernelCommand create(
      byte[] image, long memory, List<BlockDevice> blocks, List<NetDevice> nets) {
    Arguments arguments =
        new Arguments(
            new OnFailure.Quit(),
            OptionalLong.empty(),
            false,
            new TreeSet<>(List.of(0L)),
            memory,
            blocks,
            nets,
            Optional.empty(),
            1,
            Optional.empty());
    return new UnikernelCommand.Create(
        new UnikernelConfig(VmType.SOLO5, new Image(false, Bytes.wrap(image)), arguments),
        false,
        false);
  }

  private static String failure(Payload reply) {
    return assertInstanceOf(Payload.Failure.class, reply).message();
  }

  private static String refused(String command, int code) throws Exception {
    Sandbox.Outcome outcome = remote.client(command);
    assertEquals(code, outcome.code(), outcome.err());
    return outcome.err();
  }

  @ParameterizedTest
  @ValueSource(longs = {256, 700, 65536, 66048})
  void sectorsThatTheTenderRefusesAreRefusedByAllOfThem(long sectors) throws Exception {
    String why = "a power of two from 512 to 32768";
    sandbox.client("create-block", "disk", "1").ok();
    try {
      List<BlockDevice> blocks =
          List.of(new BlockDevice("storage", Optional.of("disk"), OptionalLong.of(sectors)));
      byte[] image = UnikernelImage.devices(List.of("storage"), List.of());
      assertTrue(failure(sandbox.ask(":x", create(image, 16, blocks, List.of()))).contains(why));
      Files.write(remote.file("blocks.spt"), image);
      String line = "create sectors blocks.spt --mem 16 --block storage:disk@" + sectors;
      assertTrue(refused(line + " --tmpdir " + sandbox.run(), 124).contains(why));
      assertTrue(refused(line + " --csr", 124).contains(why));
      assertTrue(refused(line + signed, 124).contains(why));
      assertFalse(Files.exists(remote.file("sectors.key")));
    } finally {
      sandbox.client("destroy-block", "disk").ok();
    }
  }

  /** So that the rule does not refuse what works: the real one refuses the same. */
  @ParameterizedTest
  @ValueSource(longs = {512, 4096, 32768, 256, 700, 65536})
  void theTenderRefusesTheSameSectors(long sectors) throws Exception {
    Optional<Path> tender = Tenders.sptOnPath();
    assumeTrue(tender.isPresent(), "no solo5-spt");
    Path image = Files.createTempFile(sandbox.file("."), "blocks", ".spt");
    // It ends at once where it is started, with 0.
    Files.write(
        image,
        UnikernelImage.builder(Program.ARGUMENTS).devices(List.of("storage"), List.of()).build());
    Path disk = Files.createTempFile(sandbox.file("."), "disk", "");
    Files.write(disk, new byte[1 << 20]);
    Process process =
        new ProcessBuilder(
                tender.get().toString(),
                "--mem=16",
                "--block:storage=" + disk,
                "--block-sector-size:storage=" + sectors,
                "--",
                image.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    boolean right = sectors >= 512 && sectors <= 32768 && Long.bitCount(sectors) == 1;
    assertEquals(right ? 0 : 1, process.exitValue());
  }

  @Test
  void moreMemoryThanHvtGivesIsRefusedAlsoBeforeItIsSignedFor() throws Exception {
    byte[] image = UnikernelImage.builder(Program.TICKER).abi(AbiTarget.HVT, 2).build();
    Path file = Files.write(remote.file("hvt.spt"), image);
    String why = "an image for hvt can have at most 4096 MB of memory, not 4097 MB";
    assertTrue(failure(sandbox.ask(":x", create(image, 4097, List.of(), List.of()))).contains(why));
    Sandbox.Outcome local = sandbox.client("create", "x", file.toString(), "--mem", "4097");
    assertEquals(117, local.code());
    assertTrue(local.err().contains(why), local.err());
    assertTrue(refused("create much hvt.spt --mem 4097 --csr", 123).contains(why));
    assertFalse(Files.exists(remote.file("much.key")));
    assertTrue(refused("create much hvt.spt --mem 4097" + signed, 123).contains(why));
  }

  @Test
  void anImageForAnotherMachineIsRefusedHereAndFromAfar() throws Exception {
    byte[] image = UnikernelImage.ticker();
    image[18] = (byte) 183;
    Path file = Files.write(remote.file("arm.spt"), image);
    String why = "the image was built for aarch64, this host is x86-64";
    assertTrue(failure(sandbox.ask(":x", create(image, 16, List.of(), List.of()))).contains(why));
    Sandbox.Outcome local = sandbox.client("create", "x", file.toString());
    assertEquals(117, local.code());
    assertTrue(local.err().contains(why), local.err());
    assertTrue(refused("create x arm.spt" + signed, 117).contains(why));
    assertTrue(refused("create x arm.spt --image-in-certificate" + signed, 117).contains(why));
    Sandbox.Outcome request = remote.client("create x arm.spt --csr").ok();
    assertTrue(request.err().contains("was built for aarch64, this host is x86-64"), request.err());
    remote.client("sign user.pem db user.key x.req").ok();
    String there = " --destination " + remote.destination();
    assertTrue(refused("certificate cacert.pem x.pem x.key" + there, 117).contains(why));
  }

  @Test
  void argumentsThatAreTooLongForTheTenderAreRefused() throws Exception {
    Sandbox.Outcome outcome =
        sandbox.client(
            "create", "x", sandbox.image("ticker").toString(), "--arg", "a".repeat(8192));
    assertEquals(124, outcome.code());
    assertTrue(outcome.err().contains("a tender takes 8191"), outcome.err());
    // With --name=x before it.
    outcome =
        sandbox.client(
            "create", "x", sandbox.image("ticker").toString(), "--arg", "a".repeat(8191));
    assertEquals(117, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("have 8200 bytes"), outcome.err());
  }
}
