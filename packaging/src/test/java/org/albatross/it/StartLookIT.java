package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A create of something that ends within a moment does not look like a success. */
class StartLookIT {
  private static Sandbox sandbox;
  private static Remote remote;
  private static String signed;

  @BeforeAll
  static void start() throws Exception {
    sandbox = Sandbox.started();
    remote = Remote.generated(sandbox);
    remote.client("add-policy user 4 --mem 256 --cpu 0 --csr").ok();
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

  private static String image(String name) {
    return sandbox.image(name).toString();
  }

  /** What is said on the side, without the line by which the stub tender names itself. */
  private static String warning(Sandbox.Outcome outcome) {
    return outcome
        .err()
        .lines()
        .filter(line -> !line.contains("this is a stub"))
        .collect(Collectors.joining("\n", "", "\n"));
  }

  @Test
  void howItEndedAndItsLastLinesAreTold() throws Exception {
    Sandbox.Outcome outcome =
        sandbox.client("create", "bad", image("arguments"), "--arg=--exit=124", "--arg=hello").ok();
    assertEquals("created unikernel\n", outcome.out());
    assertTrue(
        warning(outcome)
            .endsWith(
                """
                warning: bad ended at once with 124; its last lines:
                  --name=bad --exit=124 hello
                  --exit=124 hello
                """),
        outcome.err());
  }

  @Test
  void aSignalHasItsName() throws Exception {
    Sandbox.Outcome outcome = sandbox.client("create", "a:crash", image("crash")).ok();
    assertTrue(
        warning(outcome)
            .endsWith(
                """
                warning: a:crash ended at once with signal 4 (SIGILL); its last lines:
                  crashing
                """),
        outcome.err());
    assertTrue(
        sandbox
            .client("info", "-n", "a:crash")
            .ok()
            .out()
            .contains("last exit   signal 4 (SIGILL)"));
  }

  @Test
  void oneThatIsStartedAgainIsToldOfToo() throws Exception {
    Sandbox.Outcome outcome = sandbox.client("create", "loop", image("crash"), "--restart").ok();
    assertTrue(
        outcome.err().contains(": loop ended at once with signal 4 (SIGILL)"), outcome.err());
    outcome = sandbox.client("restart", "loop").ok();
    assertEquals("restarted unikernel\n", outcome.out());
    assertTrue(
        outcome.err().contains(": loop ended at once with signal 4 (SIGILL)"), outcome.err());
    sandbox.client("destroy", "loop").ok();
    assertFalse(sandbox.client("info", "-n", "loop").ok().out().contains("last exit"));
  }

  @Test
  void whoIsQuietIsNotTold() throws Exception {
    Sandbox.Outcome outcome = sandbox.client("create", "hush", image("crash"), "--quiet").ok();
    assertEquals("created unikernel\n", outcome.out());
    assertEquals("", outcome.err());
  }

  @Test
  void ofOneThatRunsNothingIsSaid() throws Exception {
    Sandbox.Outcome outcome = sandbox.client("create", "runs", image("ticker")).ok();
    assertEquals("created unikernel\n", outcome.out());
    assertEquals("", outcome.err());
    sandbox.client("destroy", "runs").ok();
  }

  @Test
  void inOneStepOverTlsItIsToldToo() throws Exception {
    Sandbox.Outcome outcome =
        remote
            .client("create bad " + image("arguments") + " --arg=--exit=3 --no-add-name" + signed)
            .ok();
    assertEquals("created unikernel\n", outcome.out());
    assertTrue(
        warning(outcome).endsWith(": bad ended at once with 3; its last lines:\n  --exit=3\n"),
        outcome.err());
    outcome = remote.client("create runs " + image("ticker") + signed).ok();
    assertFalse(outcome.err().contains("ended"), outcome.err());
    remote.client("destroy runs" + signed).ok();
  }
}
