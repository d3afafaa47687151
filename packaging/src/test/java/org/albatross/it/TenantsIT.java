package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.albatross.benchmarks.attack.Attack;
import org.albatross.benchmarks.attack.CertifiedTenant;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Figures;
import org.albatross.benchmarks.attack.HostParty;
import org.albatross.benchmarks.attack.Party;
import org.albatross.benchmarks.attack.RemoteParty;
import org.albatross.benchmarks.attack.Siege;
import org.albatross.core.model.Named;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two honest tenants with random commands, and a hostile one that does one kind of harm after the
 * other. {@code -Dalbatross.tenants.seconds=3600} is an hour of it, {@code -Dalbatross.seed=N} the
 * same again, {@code -Dalbatross.attack=slow-uploads} one kind only. The honest ones' worst answers
 * are printed; nothing is asserted about them.
 */
@Alone
class TenantsIT {
  private static final int SECONDS = Integer.getInteger("albatross.tenants.seconds", 20);
  private static final int ATTACK_SECONDS = 4;
  private static final String ONLY = System.getProperty("albatross.attack", "");
  private static final int HOSTILE_UNIKERNELS = 4;
  private static final int HOSTILE_MEMORY = 128;
  private static final int HOSTILE_BLOCK = 256;
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private final Figures figures = new Figures();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final long seed = Long.getLong("albatross.seed", System.nanoTime());
  private final long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
  private Sandbox sandbox;
  private Remote remote;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
    sandbox.startStats("--interval", "1");
    remote = Remote.asNobody(CA, sandbox);
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdownNow();
    remote.close();
    sandbox.close();
  }

  private static CertifiedTenant tenant(String name, int unikernels, int memory, long block) {
    Policy policy =
        new Policy(
            new TreeSet<>(List.of(0L)),
            unikernels,
            memory,
            OptionalLong.of(block),
            new TreeSet<>());
    return CertifiedTenant.of(CA, name, policy);
  }

  private ModelledTenant honest(String name, int number) {
    CertifiedTenant tenant =
        tenant(name, TenantModel.UNIKERNELS, TenantModel.MEMORY, TenantModel.BLOCK);
    return new ModelledTenant(
        new RemoteParty(tenant, remote.port()), new Random(seed + number), figures);
  }

  private boolean isOver() {
    return System.nanoTime() - end > 0;
  }

  private Future<Void> run(ModelledTenant tenant) {
    return threads.submit(
        () -> {
          while (!isOver()) {
            tenant.step();
          }
          tenant.checkInfo();
          return null;
        });
  }

  @Test
  void honestTenantsGetWhatTheirPoliciesPromiseWhateverAHostileOneDoes() throws Exception {
    List<ModelledTenant> tenants = List.of(honest("one", 1), honest("two", 2));
    List<Future<Void>> running = new ArrayList<>();
    tenants.forEach(each -> running.add(run(each)));
    Siege siege =
        new Siege(
            sandbox.run(),
            remote.port(),
            tenant("hostile", HOSTILE_UNIKERNELS, HOSTILE_MEMORY, HOSTILE_BLOCK));
    List<String> attacks = attackUntilTheEnd(siege, running);
    String context = "-Dalbatross.seed=" + seed + " after " + attacks;
    for (Future<Void> each : running) {
      await(each, context);
    }
    for (ModelledTenant each : tenants) {
      each.checkInfo();
    }
    assertAllRunOnce();
    System.out.println("seed " + seed + ", attacks " + attacks);
    figures.lines().forEach(System.out::println);
  }

  private static void await(Future<Void> tenant, String context) throws InterruptedException {
    try {
      tenant.get();
    } catch (ExecutionException e) {
      throw new AssertionError(context + ": " + e.getCause(), e.getCause());
    }
  }

  private List<String> attackUntilTheEnd(Siege siege, List<Future<Void>> honest) throws Exception {
    Random random = new Random(seed);
    Party administrator = new HostParty(sandbox.run(), "admin:");
    List<String> attacks = new ArrayList<>();
    while (!isOver() && honest.stream().noneMatch(Future::isDone)) {
      Attack[] all = Attack.values();
      Attack attack = ONLY.isEmpty() ? all[random.nextInt(all.length)] : Attack.of(ONLY);
      attacks.add(attack.word());
      try (Crowd crowd = attack.begin(siege)) {
        TimeUnit.SECONDS.sleep(ATTACK_SECONDS);
        checkAdministrator(administrator);
        attacks.add(crowd.toString());
      } catch (IOException e) {
        attacks.add("could not begin: " + e.getMessage()); // which is its own affair
      } catch (AssertionError e) {
        throw new AssertionError("-Dalbatross.seed=" + seed + " after " + attacks, e);
      }
    }
    return attacks;
  }

  private static void checkAdministrator(Party administrator) {
    try {
      Besieged.ok(administrator.create("admins"));
      assertPolicyHolds(administrator);
      Besieged.ok(administrator.destroy("admins"));
    } catch (IOException e) {
      throw new AssertionError("the administrator is not served", e);
    }
  }

  private static List<Named<UnikernelInfo>> running(Party administrator) throws IOException {
    return ((Success.Unikernels) administrator.info()).unikernels();
  }

  /** Whatever the hostile tenant asks for, it has no more than it may. */
  private static void assertPolicyHolds(Party administrator) throws IOException {
    List<Named<UnikernelInfo>> its =
        running(administrator).stream()
            .filter(each -> each.name().text().startsWith("hostile:"))
            .toList();
    assertTrue(its.size() <= HOSTILE_UNIKERNELS, its::toString);
    assertTrue(
        its.stream().mapToLong(each -> each.value().memory()).sum() <= HOSTILE_MEMORY,
        its::toString);
  }

  private void assertAllRunOnce() throws Exception {
    Party administrator = new HostParty(sandbox.run(), ":");
    int count = running(administrator).size();
    Sandbox.eventually(
        () -> count + " tenders, not " + sandbox.tenders().size(),
        () -> sandbox.tenders().size() == count);
    assertEquals(0, log("albatrossd"), () -> sandbox.log("albatrossd"));
  }

  private long log(String program) {
    return sandbox.log(program).lines().filter(line -> line.contains("internal error")).count();
  }
}
