package org.albatross.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is asked for is done, and then the output cannot be written: closed, full, without reader.
 */
class LostOutputTest {
  private static final List<String> REASONS =
      List.of("Bad file descriptor", "No space left on device", "Broken pipe");

  @TempDir Path directory;

  private record Lost(int exitCode, String err) {}

  private Lost run(String reason, String... line) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Client client =
        new Client(
            InputStream.nullInputStream(),
            failing(reason),
            err,
            Map.of("TMPDIR", directory.toString()),
            directory);
    return new Lost(client.run(line), err.toString(UTF_8));
  }

  private static OutputStream failing(String reason) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        throw new IOException(reason);
      }
    };
  }

  private static void assertDone(Lost lost, String reason) {
    assertEquals(115, lost.exitCode(), lost.err());
    assertTrue(
        lost.err().contains("it is done, but the output could not be written: " + reason),
        lost.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create a /bin/true",
        "destroy a",
        "restart a",
        "create-block a 1",
        "destroy-block a",
        "remove-policy -p a",
        "stats-remove -n a"
      })
  void whatTheDaemonDidIsToldFromWhatFailed(String command) throws Exception {
    String line = command + " --socket " + directory.resolve("util/vmmd.sock");
    for (String reason : REASONS) {
      for (Success answer : List.of(new Success.Text("done so"), new Success.Empty())) {
        Lost lost =
            FakeDaemon.during(
                directory,
                "vmmd.sock",
                () -> run(reason, line.split(" ")),
                peer -> {
                  var message = peer.receive();
                  if (command.startsWith("create a")) {
                    boolean more = true;
                    while (more) {
                      more = peer.frames.receive().isPresent();
                    }
                  }
                  peer.send(message.reply(answer));
                });
        assertDone(lost, reason);
      }
    }
  }

  @Test
  void whatIsOnlyShownIsNotDone() throws Exception {
    String socket = directory.resolve("util/vmmd.sock").toString();
    Lost lost =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            () -> run("No space left on device", "block", "--socket", socket),
            peer -> peer.reply(new Success.Blocks(List.of())));
    assertEquals(123, lost.exitCode(), lost.err());
    assertTrue(lost.err().contains("No space left on device"), lost.err());
  }

  @Test
  void aRefusalIsNotDone() throws Exception {
    String socket = directory.resolve("util/vmmd.sock").toString();
    Lost lost =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            () -> run("No space left on device", "destroy", "a", "--socket", socket),
            peer -> peer.reply(new Payload.Failure("no such unikernel")));
    assertEquals(117, lost.exitCode(), lost.err());
  }

  @Test
  void filesThatWereWrittenAreThereThoughTheirNamesAreLost() throws Exception {
    for (String reason : REASONS) {
      assertDone(run(reason, "generate", "ca", directory.resolve("db").toString()), reason);
      assertDone(run(reason, "add-policy", "user", "4", "--csr"), reason);
      assertDone(
          run(
              reason,
              "sign",
              directory.resolve("cacert.pem").toString(),
              directory.resolve("db").toString(),
              directory.resolve("ca.key").toString(),
              directory.resolve("user.req").toString()),
          reason);
      assertTrue(Files.deleteIfExists(directory.resolve("user.pem")));
      for (String file : List.of("cacert.pem", "ca.key", "server.pem", "server.key", "user.req")) {
        assertTrue(Files.deleteIfExists(directory.resolve(file)), file);
      }
    }
  }

  @Test
  void aDumpThatWasWrittenStays() throws Exception {
    String socket = directory.resolve("util/vmmd.sock").toString();
    Path file = directory.resolve("dump");
    Lost lost =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            () ->
                run(
                    REASONS.get(0),
                    "dump-block",
                    "a",
                    "--socket",
                    socket,
                    "--out",
                    file.toString()),
            peer -> {
              var message = peer.receive();
              assertEquals(new BlockCommand.Dump(0), message.payload());
              peer.send(message.reply(new Success.BlockImage(false)));
              peer.send(
                  message.reply(
                      new Payload.BlockData(Optional.of(Bytes.wrap("data".getBytes(UTF_8))))));
              peer.send(message.reply(new Payload.BlockData(Optional.empty())));
            });
    assertDone(lost, REASONS.get(0));
    assertEquals("data", Files.readString(file));
  }

  /** Warnings and notes are beside the matter, wherever they go. */
  @Test
  void withoutStandardErrorACommandIsDoneAllTheSame() throws Exception {
    String socket = directory.resolve("util/vmmd.sock").toString();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Client client =
        new Client(
            InputStream.nullInputStream(),
            out,
            failing("Bad file descriptor"),
            Map.of(),
            directory);
    String line = "create a --typ bhyve --exit-code 1 -v --socket " + socket;
    int exitCode =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            () -> client.run(line.split(" ")),
            peer -> peer.reply(new Success.Text("created")));
    assertEquals(0, exitCode);
    assertEquals("created\n", out.toString(UTF_8));
  }
}
