package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Feature;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Our endpoint before an albatrossd that knows none of our own messages, as the original. */
class OriginalDaemonIT {
  private static final int MAX_FRAME = 64 << 20;
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private final List<Message> commands = new CopyOnWriteArrayList<>();

  /** How many connections are closed without a word, as one that is about to end does. */
  private final AtomicInteger hangUps = new AtomicInteger();

  private volatile boolean original = true;
  private Sandbox sandbox;
  private ServerSocketChannel server;
  private Remote remote;
  private Path spool;
  private String signed;

  @BeforeEach
  void start() throws Exception {
    sandbox = new Sandbox();
    Files.createDirectories(sandbox.run().resolve("util"));
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(sandbox.run().resolve("util/vmmd.sock")));
    Thread thread = new Thread(this::serve, "the original");
    thread.setDaemon(true);
    thread.start();
    spool = Files.createDirectory(sandbox.file("spool"));
    remote = Remote.trusting(CA, sandbox, spoolingTo(spool), "--max-message", "1MiB");
    signed = delegate(remote);
  }

  /** A command line whose program has its temporary files there. */
  private static UnaryOperator<List<String>> spoolingTo(Path directory) {
    String option = "ALBATROSS_JAVA_OPTS=-Djava.io.tmpdir=" + directory;
    return line -> Stream.concat(Stream.of("env", option), line.stream()).toList();
  }

  /** What a tenant's command lines end with. */
  private static String delegate(Remote remote) throws Exception {
    Policy policy =
        new Policy(new TreeSet<>(List.of(0L)), 2, 64, OptionalLong.empty(), new TreeSet<>());
    byte[] add = CertificateExtension.encode(new PolicyCommand.Add(policy));
    TestCertificate user = CA.issue(CertificateSpec.ca("user").albatross(add));
    TestCertificate.write(remote.file("user.pem"), user);
    user.writeKey(remote.file("user.key"));
    return " --ca=user.pem --ca-key=user.key --server-ca=cacert.pem --destination "
        + remote.destination();
  }

  @AfterEach
  void stop() throws Exception {
    remote.close();
    server.close();
    sandbox.close();
  }

  private void serve() {
    try {
      while (true) {
        try (FrameChannel peer = new FrameChannel(server.accept(), MAX_FRAME)) {
          if (hangUps.getAndUpdate(left -> Math.max(left - 1, 0)) == 0) {
            converse(peer);
          }
        }
      }
    } catch (ClosedChannelException e) {
      return; // the end of the test
    } catch (IOException | AlbatrossException e) {
      throw new IllegalStateException(e);
    }
  }

  /** One command after the other, until one is no policy; hangs up on what it does not know. */
  private void converse(FrameChannel peer) throws IOException, AlbatrossException {
    for (Optional<byte[]> frame = peer.receive(); frame.isPresent(); frame = peer.receive()) {
      Message message = Wire.decode(frame.get());
      if (!original && message.payload() instanceof UnikernelCommand.Features) {
        String known = Feature.text(EnumSet.allOf(Feature.class));
        peer.send(Wire.encode(message.reply(new Success.Text(known))));
        return;
      }
      if (original && isUnknown(message.payload())) {
        return;
      }
      if (message.payload() instanceof PolicyCommand.Info) {
        peer.send(Wire.encode(message.reply(new Success.Policies(List.of()))));
        return;
      }
      commands.add(message);
      if (message.payload() instanceof BlockCommand.Set) {
        while (peer.receive().isPresent()) {}
      }
      peer.send(Wire.encode(message.reply(new Success.Text("done"))));
      if (!(message.payload() instanceof PolicyCommand)) {
        return;
      }
    }
  }

  private static boolean isUnknown(Payload payload) {
    return payload instanceof UnikernelCommand.Features
        || payload instanceof UnikernelCommand.InfoState
        || payload instanceof PolicyCommand.AddIssued
        || payload instanceof UnikernelCommand.Create create && create.streamed();
  }

  private List<String> kinds() {
    return commands.stream().map(c -> c.payload().getClass().getSimpleName()).toList();
  }

  @Test
  void theImageThatFollowsGetsIntoTheMessage() throws Exception {
    byte[] content = new byte[300_000];
    new Random(3).nextBytes(content);
    Files.write(remote.file("image"), content);
    remote.client("create hello image --compression-level 0" + signed).ok();
    // What follows is the client's look at how it goes.
    assertEquals(List.of("Add", "Create"), kinds().subList(0, 2));
    assertEquals("user:hello", commands.get(1).name().text());
    Payload payload = commands.get(1).payload();
    assertArrayEquals(
        content, ((UnikernelCommand.Create) payload).config().image().data().toArray());
  }

  @Test
  void anImageOverTheLimitIsRefusedAndNothingIsLeft() throws Exception {
    Files.write(remote.file("image"), new byte[(1 << 20) + 1]);
    Sandbox.Outcome outcome = remote.client("create hello image --compression-level 0" + signed);
    assertEquals(117, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("--max-message"), outcome.err());
    assertEquals(List.of("Add"), kinds());
    try (var left = Files.list(spool)) {
      assertEquals(List.of(), left.toList());
    }
  }

  /** A file system whose disk can be made to hang. */
  private static boolean mounted(Path at, Path image) throws Exception {
    Files.createDirectory(at);
    String make = "truncate -s 16M %2$s && mkfs.ext4 -q %2$s && mount -o loop %2$s %1$s";
    return new ProcessBuilder("sh", "-c", make.formatted(at, image)).start().waitFor() == 0;
  }

  @Test
  void aDiskThatHangsHoldsNobodyElseUp() throws Exception {
    assumeTrue(Sandbox.isRoot(), "mounting wants root");
    Path disk = sandbox.file("disk");
    assumeTrue(mounted(disk, sandbox.file("disk.img")), "cannot mount a file");
    try {
      sandbox.startConsole();
      Remote spooling = Remote.trusting(CA, sandbox, spoolingTo(disk));
      try {
        hangAndServe(spooling, disk);
      } finally {
        spooling.close();
      }
    } finally {
      assertEquals(0, new ProcessBuilder("umount", disk.toString()).start().waitFor());
    }
  }

  private void hangAndServe(Remote spooling, Path disk) throws Exception {
    String line = delegate(spooling);
    Files.write(spooling.file("image"), new byte[300_000]);
    // It goes on when it is told to, and by itself if this test is no more.
    String hang = "fsfreeze --freeze %1$s; echo; timeout 50 head -n 1; fsfreeze --unfreeze %1$s";
    Process hanging = new ProcessBuilder("sh", "-c", hang.formatted(disk)).start();
    assertEquals('\n', hanging.getInputStream().read());
    CompletableFuture<Sandbox.Outcome> create =
        CompletableFuture.supplyAsync(() -> create(spooling, line));
    Sandbox.eventually("it comes", () -> spooling.log().contains("unikernel create"));
    spooling.client("inactive-consoles" + line).ok();
    assertTrue(hanging.isAlive(), "others wait for the disk");
    hanging.getOutputStream().close();
    assertEquals(0, create.get(30, TimeUnit.SECONDS).code());
    assertEquals(0, hanging.waitFor());
  }

  private static Sandbox.Outcome create(Remote remote, String line) {
    try {
      return remote.client("create hello image --compression-level 0" + line);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void oneThatEndsIsNotTakenForTheOriginal() throws Exception {
    original = false;
    hangUps.set(2);
    Sandbox.Outcome outcome = remote.client("destroy hello" + signed);
    assertEquals(117, outcome.code(), outcome.err());
    assertTrue(outcome.err().contains("albatrossd is about to end"), outcome.err());
    assertEquals(List.of(), kinds());
    remote.client("destroy hello" + signed).ok();
    assertEquals(List.of("AddIssued", "Destroy"), kinds());
  }

  @Test
  void oneThatComesAfterItIsAskedAgain() throws Exception {
    original = false;
    hangUps.set(1);
    remote.client("destroy hello" + signed).ok();
    assertEquals(List.of("AddIssued", "Destroy"), kinds());
  }

  @Test
  void theOriginalMayTakeThePlaceOfOurs() throws Exception {
    original = false;
    remote.client("destroy hello" + signed).ok();
    original = true;
    TimeUnit.SECONDS.sleep(1); // what it knew holds for so long
    remote.client("destroy hello" + signed).ok();
    assertEquals(List.of("AddIssued", "Destroy", "Add", "Destroy"), kinds());
  }

  @Test
  void itIsAskedForAnInfoThatItKnows() throws Exception {
    remote.client("info" + signed).ok();
    assertEquals(List.of("Add", "Info"), kinds());
  }

  @Test
  void aBlockDeviceAndItsDataAreTwoCommands() throws Exception {
    Files.write(remote.file("data"), new byte[300_000]);
    remote.client("create-block disk 1 --data data --compression-level 0" + signed).ok();
    // A policy each time, the device, and its data.
    assertEquals(List.of("Add", "Add", "Add", "Add", "Set"), kinds());
  }

  @Test
  void otherCommandsGoAsTheyAre() throws Exception {
    remote.client("destroy hello" + signed).ok();
    assertEquals(List.of("Add", "Destroy"), kinds());
  }
}
