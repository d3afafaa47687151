package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Block devices come with all of their data or not at all, whoever dies or is full. */
class BlockIT {
  private static final int MEGABYTE = 1 << 20;

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

  private List<String> files() {
    try (Stream<Path> all = Files.list(sandbox.db().resolve("block"))) {
      return all.map(file -> file.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] filled(int size) {
    byte[] data = new byte[size];
    Arrays.fill(data, (byte) 7);
    return data;
  }

  private Process start(Path directory, List<String> arguments) throws IOException {
    List<String> line = new ArrayList<>(List.of(Sandbox.program("albatross-client")));
    line.addAll(arguments);
    return new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true).start();
  }

  /** A client that uploads what never ends; albatrossd has begun to write it. */
  private Process uploading(Path directory, String... where) throws Exception {
    List<String> line = new ArrayList<>(List.of("create-block", "disk", "8"));
    line.addAll(List.of("--data", "/dev/stdin", "--compression-level", "0"));
    line.addAll(List.of(where));
    Process client = start(directory, line);
    OutputStream data = client.getOutputStream();
    data.write(filled(MEGABYTE));
    data.flush();
    Sandbox.eventually("it is written", () -> files().stream().anyMatch(BlockIT::isBeside));
    return client;
  }

  private static boolean isBeside(String file) {
    return file.startsWith("upload-");
  }

  private void assertNothingIsLeft() throws Exception {
    Sandbox.eventually(() -> "nothing is left of " + files(), () -> files().isEmpty());
    assertEquals("no block devices", sandbox.client("block").ok().out().strip());
    sandbox.client("create-block", "disk", "8").ok();
    sandbox.client("destroy-block", "disk").ok();
  }

  @Test
  void aClientThatIsKilledLeavesNoDevice() throws Exception {
    sandbox.startAlbatrossd();
    Process client = uploading(sandbox.db(), "--tmpdir", sandbox.run().toString());
    client.destroyForcibly().waitFor();
    assertNothingIsLeft();
  }

  @Test
  void aRemoteClientThatIsKilledLeavesNoDevice() throws Exception {
    sandbox.startAlbatrossd();
    Remote remote = Remote.generated(sandbox);
    remote.client("add-policy user 2 --mem 64 --cpu 0 --block 20 --csr").ok();
    remote.client("sign cacert.pem db ca.key user.req").ok();
    Process client =
        uploading(
            remote.file("."),
            "--ca=user.pem",
            "--ca-key=user.key",
            "--server-ca=cacert.pem",
            "--destination=" + remote.destination());
    client.destroyForcibly().waitFor();
    assertNothingIsLeft();
    remote.close();
  }

  @Test
  void anAlbatrossdThatIsKilledLeavesNoDevice() throws Exception {
    sandbox.startAlbatrossd();
    Process client = uploading(sandbox.db(), "--tmpdir", sandbox.run().toString());
    sandbox.kill("albatrossd");
    assertTrue(client.waitFor(30, TimeUnit.SECONDS));
    assertTrue(client.exitValue() > 0);
    assertTrue(files().stream().anyMatch(BlockIT::isBeside));
    sandbox.startAlbatrossd();
    assertNothingIsLeft();
  }

  @Test
  void dataThatExceedTheDeviceLeaveNoDevice() throws Exception {
    sandbox.startAlbatrossd();
    try (FrameChannel channel = sandbox.connect("vmmd")) {
      var add = new BlockCommand.AddStreamed(1, false, OptionalLong.empty());
      channel.send(Wire.encode(new Message(1, Name.parse("disk"), add)));
      channel.send(ByteBuffer.wrap(filled(MEGABYTE)));
      channel.send(ByteBuffer.wrap(filled(1)));
      channel.sendEnd();
      Payload answer = Wire.decode(channel.receive().orElseThrow()).payload();
      var failure = assertInstanceOf(Payload.Failure.class, answer);
      assertTrue(failure.message().contains("room for (1 MB)"), failure.message());
    }
    assertNothingIsLeft();
  }

  @Test
  void aDiskThatGetsFullOnTheWayLeavesNoDeviceAndTheOldData() throws Exception {
    onSmallDisk(
        () -> {
          sandbox.client("create-block", "old", "1").ok();
          for (var command :
              List.of(
                  new BlockCommand.AddStreamed(1, false, OptionalLong.of(MEGABYTE)),
                  new BlockCommand.SetStreamed(false, MEGABYTE))) {
            String name = command instanceof BlockCommand.AddStreamed ? "disk" : "old";
            try (FrameChannel channel = sandbox.connect("vmmd")) {
              channel.send(Wire.encode(new Message(1, Name.parse(name), command)));
              Sandbox.eventually("begun", () -> files().stream().anyMatch(BlockIT::isBeside));
              Path filler = FaultIT.fill(sandbox.db());
              channel.send(ByteBuffer.wrap(filled(MEGABYTE)));
              channel.sendEnd();
              Payload answer = Wire.decode(channel.receive().orElseThrow()).payload();
              var failure = assertInstanceOf(Payload.Failure.class, answer);
              assertTrue(failure.message().contains("No space left"), failure.message());
              Files.delete(filler);
            }
            assertEquals(List.of(":old"), files());
          }
          sandbox.client("create-block", "disk", "1").ok();
        });
  }

  @Test
  void dataThatTheDiskHasNoRoomForAreRefusedBeforeTheyCome() throws Exception {
    onSmallDisk(
        () -> {
          Path content = Files.write(sandbox.file("content"), filled(2 * MEGABYTE));
          sandbox.client("create-block", "disk", "3", "--data", content.toString()).ok();
          byte[] old = Files.readAllBytes(sandbox.db().resolve("block/:disk"));
          try (FrameChannel channel = sandbox.connect("vmmd")) {
            var set = new BlockCommand.SetStreamed(false, 3 * MEGABYTE);
            channel.send(Wire.encode(new Message(1, Name.parse("disk"), set)));
            // Nothing follows: the answer does not wait for it.
            Payload answer = Wire.decode(channel.receive().orElseThrow()).payload();
            var failure = assertInstanceOf(Payload.Failure.class, answer);
            assertTrue(failure.message().endsWith("MB are missing"), failure.message());
          }
          Files.write(content, filled(3 * MEGABYTE));
          Sandbox.Outcome outcome = sandbox.client("set-block", "disk", content.toString());
          assertEquals(117, outcome.code());
          assertTrue(outcome.err().contains("MB are missing"), outcome.err());
          assertArrayEquals(old, Files.readAllBytes(sandbox.db().resolve("block/:disk")));
          assertEquals(List.of(":disk"), files());
          Files.write(content, filled(MEGABYTE));
          sandbox.client("set-block", "disk", content.toString()).ok();
        });
  }

  private interface Body {
    void run() throws Exception;
  }

  private void onSmallDisk(Body body) throws Exception {
    assumeTrue(Sandbox.isRoot(), "a small file system needs root");
    String db = sandbox.db().toString();
    FaultIT.run("mount", "-t", "tmpfs", "-o", "size=4m", "albatross-test", db);
    try {
      sandbox.startAlbatrossd();
      body.run();
      sandbox.stop("albatrossd");
    } finally {
      FaultIT.run("umount", db);
    }
  }
}
