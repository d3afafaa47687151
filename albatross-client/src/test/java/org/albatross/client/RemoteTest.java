package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.tls.CertificateRequest;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests over TLS: what is presented, and what follows. */
class RemoteTest extends RemoteFixture {
  @Test
  void theNameIsThatOfThePolicyAndTheCommandThatOfTheLeaf() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals("user:hello", peer.request.name().text());
              assertEquals(new UnikernelCommand.Destroy(), peer.request.command());
              assertEquals(4, peer.request.grants().get(0).policy().unikernels());
              peer.reply(new Success.Text("destroyed"));
            },
            "destroy",
            "hello");
    assertEquals(new Run(0, "destroyed\n", ""), run);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rsa2048", "ed25519", "p256", "p384", "p521"})
  void theLeafHasAKeyOfAnyType(String type) throws Exception {
    Run run =
        against(peer -> peer.reply(new Success.Empty()), "destroy", "hello", "--key-type", type);
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void anImageFollowsTheHandshakeCompressed() throws Exception {
    Run run =
        against(
            peer -> {
              var create = (UnikernelCommand.Create) peer.request.command();
              assertFalse(create.streamed());
              assertEquals(new Image(true, Bytes.EMPTY), create.config().image());
              Bytes sent = Bytes.wrap(peer.frames());
              assertArrayEquals(content, Zlib.uncompress(sent, 1 << 24).toArray());
              peer.reply(new Success.Text("created"));
            },
            "create",
            "hello",
            image.toString());
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void anImageIsInTheCertificateWhereThatIsAskedFor() throws Exception {
    Run run =
        against(
            peer -> {
              var create = (UnikernelCommand.Create) peer.request.command();
              assertArrayEquals(content, create.config().image().data().toArray());
              peer.reply(new Success.Text("created"));
            },
            "create",
            "hello",
            image.toString(),
            "--compression-level=0",
            "--image-in-certificate");
    assertEquals(new Run(0, "created\n", ""), run);
  }

  @Test
  void aCertificateLargerThanUsualIsSentWithANote() throws Exception {
    Files.write(image, new byte[3 << 20]);
    Run run =
        against(
            peer -> peer.reply(new Success.Text("created")),
            "create",
            "hello",
            image.toString(),
            "--compression-level=0",
            "--image-in-certificate");
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.err().contains("--max-certificate"), run.err());
  }

  @Test
  void bhyveEndsTheImageThatItDoesNotHave() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(0, peer.frame().length);
              peer.reply(new Success.Text("created"));
            },
            "create",
            "hello",
            "--typ=bhyve");
    assertEquals(0, run.exitCode(), run.err());
  }

  private List<Payload.Command> blockCommands = List.of();

  private Run createBlock(FakeEndpoint.Script... scripts) throws Exception {
    FakeEndpoint endpoint = new FakeEndpoint(FakeEndpoint.Files.of(directory), scripts);
    Run run =
        send(
            endpoint.address(),
            "create-block",
            "disk",
            "1",
            "--data",
            image.toString(),
            "--compression-level=0");
    endpoint.close();
    blockCommands = endpoint.requests().stream().map(CertificateRequest::command).toList();
    return run;
  }

  @Test
  void createBlockWithDataIsOneRequest() throws Exception {
    Run run =
        createBlock(
            peer -> {
              assertArrayEquals(content, peer.frames());
              peer.reply(new Success.Text("made"));
            });
    assertEquals(new Run(0, "made\n", ""), run);
    assertEquals(
        List.of(new BlockCommand.AddStreamed(1, false, OptionalLong.of(content.length))),
        blockCommands);
  }

  @Test
  void createBlockWithDataIsTwoRequestsToAnEndpointThatHangsUp() throws Exception {
    Run run =
        createBlock(
            peer -> {},
            peer -> peer.reply(new Success.Text("made")),
            peer -> {
              assertArrayEquals(content, peer.frames());
              peer.reply(new Success.Text("set"));
            });
    assertEquals(new Run(0, "made\nset\n", ""), run);
    assertEquals(
        List.of(new BlockCommand.Add(1), new BlockCommand.Set(false)), blockCommands.subList(1, 3));
  }

  @Test
  void aConsoleIsAStreamOverTlsToo() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(new ConsoleCommand.SubscribeLast(20), peer.request.command());
              peer.reply(new Success.Text("subscribed"));
              for (String line : List.of("one", "two")) {
                peer.reply(
                    new Payload.ConsoleLine(
                        Instant.parse("2026-11-25T10:00:00Z"), Bytes.utf8(line)));
              }
            },
            "console",
            "hello");
    assertEquals(121, run.exitCode(), run.err()); // it ended though nobody here wanted that
    assertEquals(2, run.lines().size());
    assertTrue(run.lines().get(1).endsWith(" two"), run.out());
  }

  @Test
  void aDumpIsWrittenToAFile() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(new BlockCommand.Dump(9), peer.request.command());
              peer.reply(new Success.BlockImage(false));
              peer.reply(new Payload.BlockData(Optional.of(Bytes.wrap(content))));
              peer.reply(new Payload.BlockData(Optional.empty()));
            },
            "dump-block",
            "disk",
            "--out",
            path("dumped"));
    assertEquals(0, run.exitCode(), run.err());
    assertArrayEquals(content, Files.readAllBytes(directory.resolve("dumped")));
  }

  @Test
  void policyAsksWithoutAName() throws Exception {
    Run run =
        against(
            peer -> {
              assertEquals(Name.parse("user:"), peer.request.name());
              assertEquals(new PolicyCommand.Info(), peer.request.command());
              peer.reply(new Success.Policies(List.of()));
            },
            "policy");
    assertEquals(new Run(0, "no policies\n", ""), run);
  }

  @Test
  void aCertificateIsSentAsItIs() throws Exception {
    ok("create", "hello", image.toString(), "--csr", "--cpu=1");
    ok("sign", path("user.pem"), path("db"), path("user.key"), path("hello.req"));
    for (boolean three : List.of(true, false)) {
      List<String> line = new ArrayList<>(List.of("certificate"));
      if (three) {
        line.add(path("cacert.pem"));
      }
      line.addAll(List.of(path("hello.pem"), path("hello.key")));
      if (!three) {
        line.addAll(List.of("--server-ca", path("cacert.pem")));
      }
      Run run =
          FakeEndpoint.during(
              directory,
              address -> {
                line.addAll(List.of("-d", address));
                return Run.in(directory, line.toArray(String[]::new));
              },
              peer -> {
                assertEquals("user:hello", peer.request.name().text());
                var create = (UnikernelCommand.Create) peer.request.command();
                Bytes data = create.config().image().data();
                assertArrayEquals(content, Zlib.uncompress(data, 1 << 24).toArray());
                peer.reply(new Success.Text("created"));
              });
      assertEquals(new Run(0, "created\n", ""), run);
    }
  }

  @Test
  void dataThatACertificateDoesNotHoldAreNamedBesideIt() throws Exception {
    ok("set-block", "disk", image.toString(), "--csr");
    ok("sign", path("user.pem"), path("db"), path("user.key"), path("disk.req"));
    String[] line = {
      "certificate", path("cacert.pem"), path("disk.pem"), path("disk.key"), "-d", "localhost:1"
    };
    Run without = Run.in(directory, line);
    assertEquals(124, without.exitCode());
    assertTrue(without.err().contains("--data FILE"), without.err());
    Run run =
        FakeEndpoint.during(
            directory,
            address -> {
              line[5] = address;
              List<String> with = new ArrayList<>(List.of(line));
              with.addAll(List.of("--data", image.toString()));
              return Run.in(directory, with.toArray(String[]::new));
            },
            peer -> {
              Bytes sent = Bytes.wrap(peer.frames());
              assertArrayEquals(content, Zlib.uncompress(sent, 1 << 24).toArray());
              peer.reply(new Success.Empty());
            });
    assertEquals(0, run.exitCode(), run.err());
  }

  @Test
  void printedCertificatesAreAChain() throws Exception {
    Run run = send("-", "create", "hello", image.toString());
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(2, run.out().split("BEGIN CERTIFICATE", -1).length - 1);
  }
}
