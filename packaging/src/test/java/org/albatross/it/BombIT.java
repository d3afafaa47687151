package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Habit;
import org.albatross.benchmarks.attack.Habits;
import org.albatross.benchmarks.attack.Party;
import org.albatross.benchmarks.attack.SampleImages;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.testkit.Program;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Images that are much more than they seem, or than fits. */
class BombIT {
  private static final int AT_ONCE = 6;
  private static final byte[] NOTHING = {};
  private static final byte[] BOMB = SampleImages.bomb();

  /** In MB: what a file may have however little memory its unikernel is to have. */
  private static final int ALWAYS = 64;

  private static Besieged host;

  @BeforeAll
  static void start() throws Exception {
    host = Besieged.started();
  }

  @AfterAll
  static void stop() throws Exception {
    host.close();
  }

  private static Habit again(UnikernelCommand.Create create) {
    return create.streamed() ? Habits.uploads(NOTHING, BOMB) : Habits.asks(NOTHING);
  }

  /** None of the bombs becomes a unikernel, and whoever else there is does not wait for them. */
  private static void assertServedBeside(UnikernelCommand.Create bomb) throws Exception {
    Besieged.ok(host.administrator().create("before"));
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < AT_ONCE; i++) {
        crowd.keepSending(1, host.byHostile("bomb" + i, Creates.forced(bomb)), again(bomb));
      }
      Sandbox.eventually(crowd::toString, () -> crowd.entered() >= AT_ONCE);
      Besieged.ok(host.administrator().destroy("before"));
      host.assertServed();
      assertEquals(0, crowd.answered(), crowd::toString);
      Sandbox.eventually(crowd::toString, () -> crowd.refused() >= AT_ONCE);
      host.assertServed();
      assertEquals(0, crowd.answered(), crowd::toString);
    }
  }

  @Test
  void othersAreServedWhileATenantInflatesImagesOfItsCertificates() throws Exception {
    assertServedBeside(Creates.whole(true, BOMB));
  }

  @Test
  void othersAreServedWhileATenantInflatesWhatItUploads() throws Exception {
    assertServedBeside(Creates.streamed(Creates.MEMORY, true));
  }

  private static List<Party> everybody() {
    return List.of(host.hostile(), host.overHostile());
  }

  private static void assertRefused(String label, Payload.Command command, byte[] data)
      throws IOException {
    for (Party each : everybody()) {
      Payload answer = each.ask(label, command, data);
      assertInstanceOf(Payload.Failure.class, answer, each.who());
    }
    assertInstanceOf(
        Payload.Failure.class, host.overHostile().destroy(label), "it is there all the same");
  }

  private static void assertCreated(String label, UnikernelCommand.Create create, byte[] data)
      throws IOException {
    for (Party each : everybody()) {
      Payload answer = each.ask(label, create, data);
      assertTrue(answer instanceof Success, () -> each.who() + ": " + answer);
      Besieged.ok(each.destroy(label));
    }
  }

  @Test
  void aBombIsRefusedInACommand() throws Exception {
    assertRefused("whole", Creates.whole(true, BOMB), NOTHING);
  }

  /** albatrossd has other things to do. */
  @Test
  void aBombOfACertificateIsRefusedByTheEndpoint() throws Exception {
    Payload answer = host.hostile().ask("early", Creates.whole(true, BOMB), NOTHING);
    assertInstanceOf(Payload.Failure.class, answer);
    String log = host.sandbox().log("albatrossd");
    assertFalse(log.contains("hostile:early"), log);
  }

  @Test
  void aBombIsRefusedAsItIsUploaded() throws Exception {
    assertRefused("streamed", Creates.streamed(Creates.MEMORY, true), BOMB);
  }

  @Test
  void anImageThatLoadsMoreThanItsMemoryIsRefused() throws Exception {
    long memory = (long) Creates.MEMORY << 20;
    byte[] image = UnikernelImage.builder(Program.SLEEPER).loaded(memory + 1).build();
    assertRefused("loaded", Creates.streamed(), image);
    assertRefused("loaded", Creates.whole(false, image), NOTHING);
  }

  @Test
  void anImageThatLoadsLessThanItsMemoryIsCreated() throws Exception {
    byte[] image = UnikernelImage.builder(Program.SLEEPER).loaded(8 << 20).build();
    assertCreated("loaded", Creates.streamed(), image);
    assertCreated("loaded", Creates.whole(false, image), NOTHING);
  }

  @Test
  void anImageWithSymbolsThatAreMoreThanItsMemoryIsCreated() throws Exception {
    byte[] image = SampleImages.sleeper((Creates.MEMORY + 2) << 20);
    assertCreated("symbols", Creates.streamed(), image);
  }

  @Test
  void aFileMayHaveTheLargerOfAFixedSizeAndFourTimesTheMemory() throws Exception {
    byte[] image = SampleImages.sleeper(ALWAYS << 20);
    assertCreated("size", Creates.streamed(), image);
    byte[] larger = SampleImages.sleeper((ALWAYS << 20) + 1);
    assertRefused("size", Creates.streamed(ALWAYS / 4, false), larger);
    assertCreated("size", Creates.streamed(ALWAYS / 4 + 1, false), larger);
  }
}
