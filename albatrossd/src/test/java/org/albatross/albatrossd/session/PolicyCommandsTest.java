package org.albatross.albatrossd.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.albatross.albatrossd.unikernel.FakeRunner;
import org.albatross.albatrossd.unikernel.Holdings;
import org.albatross.albatrossd.unikernel.Keeper;
import org.albatross.albatrossd.work.Owner;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.net.PeerRole;
import org.albatross.core.store.StoredUnikernel;
import org.junit.jupiter.api.Test;

/** Policies, and certificates that bring older ones (docs/tls.md). */
class PolicyCommandsTest {
  private static final Path USER = Path.ROOT.child(new Label("user"));
  private static final Instant EARLY = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LATE = Instant.parse("2026-02-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

  private final Holdings holdings = new Holdings(Resources.empty(Optional.empty()));
  private Instant now = NOW;
  private int saves;
  private boolean diskFails;
  private PolicyCommands policies = policies(NameTrie.empty());

  private PolicyCommands policies(NameTrie<Instant> issued) {
    return new PolicyCommands(holdings, new FakeRunner(), new Disk(), () -> now, issued);
  }

  /** Full when the test says so: what goes can go. */
  private final class Disk implements Keeper {
    @Override
    public CompletableFuture<Void> save() {
      saves++;
      return diskFails
          ? CompletableFuture.failedFuture(new AlbatrossException("disk full"))
          : CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletableFuture<Void> saveLoss() {
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public Runnable hold(StoredUnikernel unikernel) {
      throw new IllegalStateException("a policy has no image");
    }
  }

  private static Policy policy(long memory) {
    return new Policy(
        new TreeSet<>(List.of(0L)), 1, memory, OptionalLong.empty(), new TreeSet<>(List.of()));
  }

  private void send(PolicyCommand command) {
    send(USER, command, PeerRole.ADMINISTRATOR);
  }

  private void send(Path path, PolicyCommand command, PeerRole role) {
    var unused = ask(path, command, role);
  }

  private Payload ask(Path path, PolicyCommand command, PeerRole role) {
    Name name = Name.of(path);
    return policies.handle(new Message(1, name, command), command, Owner.of(role, name)).join();
  }

  private String answerTo(PolicyCommand command) {
    return ((Success.Text) ask(USER, command, PeerRole.ADMINISTRATOR)).text();
  }

  private long memory() {
    return holdings.resources().policies().get(USER).orElseThrow().memory();
  }

  @Test
  void aLaterCertificateReplacesAnEarlierOne() {
    send(new PolicyCommand.AddIssued(policy(100), EARLY));
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    assertEquals(200, memory());
    assertEquals(Optional.of(LATE), policies.issued().get(USER));
  }

  @Test
  void anEarlierCertificateChangesNothing() {
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    send(new PolicyCommand.AddIssued(policy(100), EARLY));
    assertEquals(200, memory());
    assertEquals(1, saves);
  }

  @Test
  void whatTheAdministratorSaysHoldsFromNow() {
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    send(new PolicyCommand.Add(policy(50)));
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    assertEquals(50, memory());
    send(new PolicyCommand.AddIssued(policy(70), NOW));
    assertEquals(70, memory());
  }

  @Test
  void theSameCertificateAgainIsNotWrittenAgain() {
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    send(new PolicyCommand.Add(policy(200)));
    assertEquals(1, saves);
    assertEquals(Optional.of(LATE), policies.issued().get(USER));
  }

  @Test
  void aRenewedCertificateForTheSamePolicyIsRemembered() {
    send(new PolicyCommand.AddIssued(policy(200), EARLY));
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    assertEquals(2, saves);
    send(new PolicyCommand.AddIssued(policy(100), EARLY.plusSeconds(1)));
    assertEquals(200, memory());
  }

  @Test
  void ofAPolicyFromBeforeNobodyKnowsSinceWhen() {
    holdings.change(
        resources -> resources.withPolicies(resources.policies().with(Name.of(USER), policy(300))));
    send(new PolicyCommand.AddIssued(policy(100), EARLY));
    assertEquals(100, memory());
  }

  @Test
  void whatWasKeptOutlivesARestart() {
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    policies = policies(policies.issued());
    send(new PolicyCommand.AddIssued(policy(100), EARLY));
    assertEquals(200, memory());
  }

  @Test
  void aPolicyThatWasRemovedMayComeBack() {
    send(new PolicyCommand.AddIssued(policy(200), LATE));
    send(new PolicyCommand.Remove());
    send(new PolicyCommand.AddIssued(policy(100), EARLY));
    assertEquals(100, memory());
  }

  @Test
  void whatCannotBeKeptIsAsBefore() {
    send(new PolicyCommand.AddIssued(policy(200), EARLY));
    diskFails = true;
    assertThrows(
        CompletionException.class, () -> send(new PolicyCommand.AddIssued(policy(100), LATE)));
    assertEquals(200, memory());
    assertEquals(Optional.of(EARLY), policies.issued().get(USER));
    assertEquals(2, saves);
  }

  @Test
  void aTenantHasSoManyPoliciesAndTheAdministratorAsManyAsItLikes() {
    for (int i = 0; i < PolicyCommands.MOST; i++) {
      send(USER.child(new Label("p" + i)), new PolicyCommand.Add(policy(1)), PeerRole.OTHER);
    }
    Path more = USER.child(new Label("more"));
    PolicyCommand add = new PolicyCommand.Add(policy(1));
    Throwable refused =
        assertThrows(CompletionException.class, () -> send(more, add, PeerRole.OTHER)).getCause();
    assertEquals(
        "the tenant user has 1000 policies, and may not have more; remove one that is not needed",
        refused.getMessage());
    PolicyCommand changed = new PolicyCommand.Add(policy(2));
    send(USER.child(new Label("p0")), changed, PeerRole.OTHER);
    send(Path.ROOT.child(new Label("other")), add, PeerRole.OTHER);
    send(more, add, PeerRole.ADMINISTRATOR);
    assertTrue(holdings.resources().policies().get(more).isPresent());
  }

  @Test
  void onAFullDiskAPolicyIsRemoved() {
    send(new PolicyCommand.AddIssued(policy(200), EARLY));
    diskFails = true;
    send(new PolicyCommand.Remove());
    assertTrue(holdings.resources().policies().get(USER).isEmpty());
  }

  /** By 150 s, as mollymawk's, and by 300, as those of this client. */
  @Test
  void aBackdatedCertificateThatWasMadeAfterALocalChangeHolds() {
    for (int seconds : new int[] {150, 300}) {
      send(new PolicyCommand.Add(policy(50)));
      now = now.plusSeconds(120);
      send(new PolicyCommand.AddIssued(policy(70), now.minusSeconds(seconds)));
      assertEquals(70, memory());
    }
  }

  @Test
  void whatIsLeftOutIsSaidAndIsClearlyOlder() {
    send(new PolicyCommand.Add(policy(50)));
    String left = answerTo(new PolicyCommand.AddIssued(policy(70), NOW.minusSeconds(601)));
    assertEquals(
        "a newer policy is in force: it holds since 2026-03-01T00:00:00Z, that of the certificate"
            + " since 2026-02-28T23:49:59Z",
        left);
    assertEquals(50, memory());
    assertEquals(
        "added policy", answerTo(new PolicyCommand.AddIssued(policy(70), NOW.minusSeconds(600))));
    assertEquals(70, memory());
  }

  @Test
  void severalThatAreEachALittleOlderDoNotGoBackFurther() {
    send(new PolicyCommand.AddIssued(policy(50), NOW));
    for (int seconds = 1; seconds <= 10; seconds++) {
      send(new PolicyCommand.AddIssued(policy(50 + seconds), NOW.minusSeconds(100L * seconds)));
    }
    assertEquals(56, memory());
    assertEquals(Optional.of(NOW), policies.issued().get(USER));
  }

  @Test
  void whatWasSetWhileTheClockStoodInTheFutureKeepsNoCertificateOut() {
    now = NOW.plus(Duration.ofDays(3650));
    send(new PolicyCommand.Add(policy(50)));
    now = NOW;
    send(new PolicyCommand.AddIssued(policy(70), NOW.minus(Duration.ofDays(1))));
    assertEquals(70, memory());
    send(new PolicyCommand.AddIssued(policy(80), NOW.minus(Duration.ofDays(2))));
    assertEquals(70, memory());
  }

  @Test
  void aClockThatWasSetBackALittleKeepsNoFreshCertificateOutAndLetsNoOldOneIn() {
    send(new PolicyCommand.Add(policy(50)));
    now = NOW.minusSeconds(540);
    send(new PolicyCommand.AddIssued(policy(60), now.minus(Duration.ofDays(1))));
    assertEquals(50, memory());
    send(new PolicyCommand.AddIssued(policy(70), now.minusSeconds(300)));
    assertEquals(70, memory());
  }
}
