package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody does who has certificates and no shell on the host. */
class RemoteWalkIT {
  private static final int MEGABYTE = 1 << 20;
  private Sandbox sandbox;
  private Remote remote;
  private String signed;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.generated(sandbox);
    signed =
        " --ca=user.pem --ca-key=user.pem --server-ca=cacert.pem --destination "
            + remote.destination();
    Files.copy(sandbox.image("ticker"), remote.file("hello-key.hvt"));
  }

  @AfterEach
  void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  private void delegate(String policy) throws Exception {
    remote.client("add-policy user " + policy + " --csr").ok();
    remote.client("sign cacert.pem db ca.key user.req").ok();
  }

  private int running() throws Exception {
    Success reply = (Success) sandbox.ask(":", new UnikernelCommand.Info(InfoShape.CURRENT));
    return ((Success.Unikernels) reply).unikernels().size();
  }

  @Test
  void theEightSteps() throws Exception {
    remote.client("add-policy user 16 --mem 1024 --cpu 0 --cpu 1 --csr").ok();
    remote.client("sign cacert.pem db ca.key user.req").ok();
    remote.client("create hello hello-key.hvt --csr --arg='--hello=albatross-hi' --cpu=1").ok();
    remote.client("sign user.pem db user.key hello.req").ok();
    remote
        .client("certificate cacert.pem hello.pem hello.key --destination " + remote.destination())
        .ok();
    assertTrue(sandbox.client("info", "--name", "user:hello").ok().out().contains("user:hello"));
    assertTrue(sandbox.client("policy").ok().out().contains("user"));
    remote.client("destroy hello" + signed).ok();
    remote.client("create hello hello-key.hvt" + signed).ok();
    assertEquals(1, running());
    remote.client("destroy hello" + signed).ok();
    assertEquals(List.of(), sandbox.leftovers());
  }

  @Test
  void allThatIsAskedOfTheDaemonsWorksFromAfar() throws Exception {
    delegate("4 --mem 256 --cpu 0 --block 20 --bridge service");
    assertTrue(remote.client("policy" + signed).ok().out().contains("256 MB"));
    remote.client("create hello hello-key.hvt --restart-on-fail" + signed).ok();
    assertTrue(remote.client("info" + signed).ok().out().contains("hello"));
    remote.client("get hello --out image" + signed).ok();
    assertArrayEquals(
        Files.readAllBytes(remote.file("hello-key.hvt")), Files.readAllBytes(remote.file("image")));
    remote.client("restart hello --replace-arguments --mem 40" + signed).ok();
    assertTrue(remote.client("info" + signed).ok().out().contains("40 MB"));
    remote.client("create hello hello-key.hvt --force --image-in-certificate" + signed).ok();
    remote.client("destroy hello" + signed).ok();
    assertTrue(remote.client("inactive-consoles" + signed).ok().out().contains("hello"));
    Sandbox.Outcome refused = remote.client("destroy hello" + signed);
    assertEquals(117, refused.code());
    assertTrue(refused.err().contains("no unikernel user:hello"), refused.err());
  }

  @Test
  void theDataOfBlockDevicesStreamBothWays() throws Exception {
    delegate("4 --mem 256 --cpu 0 --block 20");
    byte[] content = new byte[3 * MEGABYTE];
    new Random(1).nextBytes(content);
    Path data = Files.write(remote.file("data"), content);
    for (int level : new int[] {0, 9}) {
      String compressed = " --compression-level " + level;
      remote.client("create-block disk 3 --data " + data + compressed + signed).ok();
      remote.client("dump-block disk --out dump" + level + compressed + signed).ok();
      assertArrayEquals(content, Files.readAllBytes(remote.file("dump" + level)));
      remote.client("set-block disk hello-key.hvt" + compressed + signed).ok();
      Sandbox.Outcome tooMuch = remote.client("set-block disk endpoint.log" + compressed + signed);
      assertEquals(0, tooMuch.code(), tooMuch.err());
      Files.write(remote.file("large"), new byte[4 * MEGABYTE]);
      assertEquals(117, remote.client("set-block disk large" + compressed + signed).code());
      remote.client("destroy-block disk" + signed).ok();
    }
    assertEquals(117, remote.client("set-block disk large" + signed).code());
  }

  @Test
  void severalLevelsGrowAndShrink() throws Exception {
    delegate("8 --mem 512 --cpu 0 --cpu 1");
    remote.client("add-policy team 8 --mem 512 --cpu 0 --csr").ok();
    remote.client("sign user.pem db user.key team.req").ok();
    String team =
        " --ca=team.pem --ca-key=team.key --server-ca=cacert.pem --destination "
            + remote.destination();
    remote.client("create hello hello-key.hvt" + team).ok();
    assertTrue(sandbox.client("info").ok().out().contains("user:team:hello"));
    // Smaller on both levels: the upper one alone would be smaller than the one below it.
    for (String smaller : List.of("2 --mem 100 --cpu 0", "4 --mem 200 --cpu 0 --cpu 1")) {
      delegateAgain("user", "ca", smaller);
      delegateAgain("team", "user", smaller);
      remote.client("info" + team).ok();
      assertTrue(
          sandbox
              .client("policy", "--path", "user:team")
              .ok()
              .out()
              .contains(smaller.startsWith("2") ? "100 MB" : "200 MB"));
    }
  }

  @Test
  void ifOneLevelCannotShrinkNoneDoes() throws Exception {
    delegate("8 --mem 512 --cpu 0");
    remote.client("create big hello-key.hvt --mem 400" + signed).ok();
    remote.client("add-policy team 8 --mem 512 --cpu 0 --csr").ok();
    remote.client("sign user.pem db user.key team.req").ok();
    String team =
        " --ca=team.pem --ca-key=team.key --server-ca=cacert.pem --destination "
            + remote.destination();
    remote.client("info" + team).ok();
    String before = sandbox.client("policy").ok().out();
    delegateAgain("user", "ca", "4 --mem 300 --cpu 0");
    delegateAgain("team", "user", "2 --mem 100 --cpu 0");
    Sandbox.Outcome refused = remote.client("info" + team);
    assertEquals(117, refused.code(), refused.err());
    assertTrue(refused.err().contains("300 MB of memory, and 400 are in use"), refused.err());
    assertEquals(before, sandbox.client("policy").ok().out());
  }

  private void delegateAgain(String name, String issuer, String policy) throws Exception {
    Files.delete(remote.file(name + ".pem"));
    Files.delete(remote.file(name + ".req"));
    remote.client("add-policy " + name + " " + policy + " --csr").ok();
    String authority = issuer.equals("ca") ? "cacert.pem" : issuer + ".pem";
    remote.client("sign " + authority + " db " + issuer + ".key " + name + ".req").ok();
  }

  @Test
  void anImageOfAnySizeIsRefusedBeforeItIsSentIfItDoesNotFit() throws Exception {
    delegate("1 --mem 64 --cpu 0");
    Path large = remote.file("large");
    Files.write(large, new byte[30 * MEGABYTE]);
    Sandbox.Outcome outcome = remote.client("create hello large --mem 65" + signed);
    assertTrue(outcome.code() == 117 || outcome.code() == 123, outcome.err());
    assertTrue(outcome.err().contains("64 MB of memory"), outcome.err());
    remote.client("create hello hello-key.hvt" + signed).ok();
    Sandbox.Outcome second = remote.client("create other large" + signed);
    assertEquals(117, second.code());
    assertTrue(second.err().contains("allows 1 unikernels"), second.err());
  }
}
