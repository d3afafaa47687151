package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.BrokenImages;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What peers may send and do, and albatrossd must survive without leaving anything behind. */
class HostileInputIT {
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
  void albatrossdIsUnharmed() throws Exception {
    Payload reply = sandbox.ask(":", new UnikernelCommand.Info(InfoShape.CURRENT));
    assertEquals(new Success.Unikernels(InfoShape.CURRENT, List.of()), reply);
    assertEquals(List.of(), sandbox.leftovers());
    assertEquals(List.of(), sandbox.tenders());
    assertTrue(!sandbox.log("albatrossd").contains("internal error"), sandbox.log("albatrossd"));
  }

  static UnikernelConfig config(byte[] image, Set<Long> cpuIds, long memory) {
    return new UnikernelConfig(
        VmType.SOLO5,
        new Image(false, Bytes.wrap(image)),
        new Arguments(
            new OnFailure.Quit(),
            OptionalLong.empty(),
            false,
            SortedSets.copyOf(cpuIds),
            memory,
            List.of(),
            List.of(),
            Optional.empty(),
            1,
            Optional.empty()));
  }

  private static UnikernelCommand create(byte[] image, Set<Long> cpuIds, long memory) {
    return new UnikernelCommand.Create(config(image, cpuIds, memory), false, false);
  }

  private static String failure(Payload reply) {
    return assertInstanceOf(Payload.Failure.class, reply).message();
  }

  /** Sends raw bytes and gives the message that comes back, if one does. */
  private static Optional<Message> raw(byte[] bytes) throws Exception {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(sandbox.run().resolve("util/vmmd.sock")));
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      Optional<byte[]> reply = new FrameChannel(channel, 1 << 20).receive();
      return reply.isPresent() ? Optional.of(Wire.decode(reply.get())) : Optional.empty();
    }
  }

  private static byte[] frame(String hex) {
    byte[] body = HexFormat.of().parseHex(hex);
    return ByteBuffer.allocate(4 + body.length).putInt(body.length).put(body).array();
  }

  @Test
  void wrongLengthsAreAnswered() throws Exception {
    assertTrue(
        failure(raw(new byte[] {-1, -1, -1, -1}).orElseThrow().payload()).contains("negative"));
    String huge = failure(raw(new byte[] {0x7F, -1, -1, -1, 1, 2}).orElseThrow().payload());
    assertTrue(huge.contains("2147483647") && huge.contains("268435456"), huge);
  }

  @Test
  void whatIsNoMessageIsAnswered() throws Exception {
    Map<String, String> messages =
        Map.of(
            "deadbeef",
            "expected SEQUENCE",
            "301d3013020104040800000000000000070c053a683a623aa006a304b3020500",
            "",
            "301930110201060408000000000000000a0c023a63a304a2020500",
            "version 6",
            "3012300a02010504020001 0c013aa104a0020500".replace(" ", ""),
            "8 bytes");
    for (Map.Entry<String, String> each : messages.entrySet()) {
      String why = failure(raw(frame(each.getKey())).orElseThrow().payload());
      assertTrue(why.contains(each.getValue()), each.getKey() + ": " + why);
    }
  }

  @Test
  void commandsOfOtherDaemonsAreRefused() throws Exception {
    String why = failure(sandbox.ask(":a", new StatsCommand.Subscribe()));
    assertTrue(why.contains("unikernels, policies and block devices"), why);
  }

  @Test
  void compressionLevelsThatDoNotExistAreRefused() throws Exception {
    for (long level : new long[] {-1, 10, 128, (1L << 62) - 1}) {
      assertTrue(failure(sandbox.ask(":x", new UnikernelCommand.Get(level))).contains("0 to 9"));
      assertTrue(failure(sandbox.ask(":x", new BlockCommand.Dump(level))).contains("0 to 9"));
      assertTrue(failure(sandbox.ask(":x", new BlockCommand.DumpAtOnce(level))).contains("0 to 9"));
    }
  }

  @Test
  void brokenImagesAreRefusedAndLeaveNothing() throws Exception {
    for (Map.Entry<String, byte[]> broken : BrokenImages.all().entrySet()) {
      Payload reply = sandbox.ask(":broken", create(broken.getValue(), Set.of(0L), 16));
      assertTrue(reply instanceof Payload.Failure, broken.getKey());
    }
    byte[] empty = {};
    assertTrue(
        failure(sandbox.ask(":broken", create(empty, Set.of(0L), 16))).contains("not a valid"));
  }

  @Test
  void memoryAndCpusThatCannotBeAreRefused() throws Exception {
    byte[] image = UnikernelImage.sleeper();
    for (long memory : new long[] {0, -1, -(1L << 62), (1L << 62) - 1}) {
      failure(sandbox.ask(":x", create(image, Set.of(0L), memory)));
    }
    for (Set<Long> cpuIds :
        List.of(Set.<Long>of(), Set.of(-1L), Set.of(0L, 4096L), Set.of(1L << 40))) {
      failure(sandbox.ask(":x", create(image, cpuIds, 16)));
    }
  }

  @Test
  void aNameThatIsAPathCannotBeCreated() throws Exception {
    String why = failure(sandbox.ask("a:b:", create(UnikernelImage.sleeper(), Set.of(0L), 16)));
    assertTrue(why.contains("a:b: is a path"), why);
    failure(sandbox.ask("a:", new BlockCommand.Add(1)));
  }

  @Test
  void anOldClientIsToldOfTwoCpusByTheLowest() throws Exception {
    Set<Long> cpuIds = Runtime.getRuntime().availableProcessors() > 1 ? Set.of(0L, 1L) : Set.of(0L);
    assertInstanceOf(
        Success.class, sandbox.ask(":old", create(UnikernelImage.sleeper(), cpuIds, 16)));
    for (InfoShape shape : InfoShape.values()) {
      Success.Unikernels reply =
          assertInstanceOf(
              Success.Unikernels.class, sandbox.ask(":old", new UnikernelCommand.Info(shape)));
      assertEquals(shape, reply.shape());
      assertEquals(0, reply.unikernels().get(0).value().cpuIds().first());
    }
    assertInstanceOf(Success.class, sandbox.ask(":old", new UnikernelCommand.Destroy()));
  }

  @Test
  void peersThatLeaveInTheMiddleLeaveNothing() throws Exception {
    byte[] whole =
        Wire.encode(new Message(1, Name.parse(":x"), create(new byte[100_000], Set.of(0L), 16)));
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.connect(UnixDomainSocketAddress.of(sandbox.run().resolve("util/vmmd.sock")));
      channel.write(ByteBuffer.allocate(1004).putInt(whole.length).put(whole, 0, 1000).flip());
    }
    UnikernelCommand streamed =
        new UnikernelCommand.Create(config(new byte[0], Set.of(0L), 16), false, true);
    try (FrameChannel channel = sandbox.connect("vmmd")) {
      channel.send(Wire.encode(new Message(1, Name.parse(":x"), streamed)));
      channel.send(UnikernelImage.sleeper());
    }
    assertInstanceOf(Success.class, sandbox.ask(":disk", new BlockCommand.Add(1)));
    try (FrameChannel channel = sandbox.connect("vmmd")) {
      channel.send(Wire.encode(new Message(1, Name.parse(":disk"), new BlockCommand.Set(false))));
      channel.send(new byte[1000]);
    }
    Sandbox.eventually("the device is free again", HostileInputIT::removeDisk);
  }

  private static boolean removeDisk() {
    try {
      return sandbox.ask(":disk", new BlockCommand.Remove()) instanceof Success;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aStreamedCreateWithAnImageInTheMessageIsRefused() throws Exception {
    UnikernelCommand both =
        new UnikernelCommand.Create(config(UnikernelImage.sleeper(), Set.of(0L), 16), false, true);
    assertTrue(failure(sandbox.ask(":x", both)).contains("follows the message"));
  }

  @Test
  void manyClientsAtOnceAreAllAnswered() throws Exception {
    List<Thread> threads = new ArrayList<>();
    List<String> answers = java.util.Collections.synchronizedList(new ArrayList<>());
    for (int i = 0; i < 50; i++) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  answers.add(sandbox.ask(":none", new UnikernelCommand.Destroy()).toString());
                } catch (Exception e) {
                  answers.add(e.toString());
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(50, answers.size());
    assertTrue(answers.stream().allMatch(a -> a.contains("no unikernel none")), answers.toString());
  }

  @Test
  void aHundredCreatesAndDestroysLeaveWhatWasThereBefore() throws Exception {
    byte[] image = UnikernelImage.sleeper();
    for (int i = 0; i < 10; i++) {
      createAndDestroy(":warm" + i, image);
    }
    int albatrossd = sandbox.descriptors("albatrossd");
    int console = sandbox.descriptors("albatross-console");
    for (int i = 0; i < 100; i++) {
      createAndDestroy(":warm" + i % 10, image);
    }
    // The connection of the last answer is closed a moment after the answer.
    Sandbox.eventually(
        "albatrossd gives its descriptors back",
        () -> sandbox.descriptors("albatrossd") <= albatrossd);
    Sandbox.eventually(
        "albatross-console gives its descriptors back",
        () -> sandbox.descriptors("albatross-console") <= console);
    assertEquals(List.of(), sandbox.taps());
  }

  private static void createAndDestroy(String name, byte[] image) throws Exception {
    assertInstanceOf(Success.class, sandbox.ask(name, create(image, Set.of(0L), 16)));
    assertInstanceOf(Success.class, sandbox.ask(name, new UnikernelCommand.Destroy()));
  }
}
