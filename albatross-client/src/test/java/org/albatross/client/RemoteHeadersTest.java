package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Instant;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What headers replies have over TLS, where an endpoint is in between. */
class RemoteHeadersTest extends RemoteFixture {
  private static Message message(long sequence, String name, Payload payload) throws Exception {
    return new Message(sequence, Name.parse(name), payload);
  }

  /** The first line of the columns is a right one: the name that the certificates give. */
  @ParameterizedTest
  @CsvSource({
    "0, user:hello, 0",
    "1, user:hello, 121",
    "0, hello, 121",
    "0, user:other, 121",
    "0, user:, 121",
  })
  void aReplyHasTheSequence0AndTheNameOfTheCertificates(long sequence, String name, int exitCode)
      throws Exception {
    Run run =
        against(
            peer -> peer.send(message(sequence, name, new Success.Text("destroyed"))),
            "destroy",
            "hello");
    assertEquals(exitCode, run.exitCode(), run.err());
    if (exitCode != 0) {
      assertEquals("", run.out());
      String both =
          "it has the sequence %s and is about %s, and what was asked has 0 and is about user:hello"
              .formatted(sequence, name);
      assertTrue(run.err().contains(both), run.err());
    }
  }

  @Test
  void anEndpointThatCouldNotReadTheCertificatesRefusesNobody() throws Exception {
    Run run =
        against(
            peer -> peer.send(message(0, ":", new Payload.Failure("too many connections"))),
            "destroy",
            "hello");
    assertEquals(117, run.exitCode(), run.err());
    assertTrue(run.err().contains("too many connections"), run.err());
  }

  /** As the endpoint passes them on: numbered by it, but for the last. */
  @Test
  void aStreamIsNumberedAsTheEndpointLikes() throws Exception {
    Run run =
        against(
            peer -> {
              peer.send(message(41, "user:disk", new Success.BlockImage(false)));
              Payload piece = new Payload.BlockData(Optional.of(Bytes.wrap(content)));
              peer.send(message(41, "user:disk", piece));
              peer.send(message(0, "user:disk", new Payload.BlockData(Optional.empty())));
            },
            "dump-block",
            "disk",
            "--out",
            path("dumped"));
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(content.length, Files.size(directory.resolve("dumped")));
  }

  @Test
  void aPieceOfAnotherTenantsDeviceIsNotWritten() throws Exception {
    Run run =
        against(
            peer -> {
              peer.send(message(41, "user:disk", new Success.BlockImage(false)));
              Payload piece = new Payload.BlockData(Optional.of(Bytes.wrap(content)));
              peer.send(message(41, "other:disk", piece));
            },
            "dump-block",
            "disk",
            "--out",
            path("dumped"));
    assertEquals(121, run.exitCode(), run.err());
    assertTrue(run.err().contains("is about other:disk"), run.err());
    assertFalse(Files.exists(directory.resolve("dumped")));
  }

  @Test
  void aLineOfAnotherTenantsConsoleIsNotShown() throws Exception {
    Instant time = Instant.parse("2026-11-25T10:00:00Z");
    Run run =
        against(
            peer -> {
              peer.send(message(7, "user:hello", new Success.Text("subscribed")));
              peer.send(message(0, "user:hello", new Payload.ConsoleLine(time, Bytes.utf8("a"))));
              peer.send(message(0, "other:hello", new Payload.ConsoleLine(time, Bytes.utf8("b"))));
            },
            "console",
            "hello");
    assertEquals(121, run.exitCode(), run.err());
    assertTrue(run.err().contains("is about other:hello"), run.err());
    assertEquals(1, run.lines().size(), run.out());
  }
}
