package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Habit;
import org.albatross.benchmarks.attack.Habits;
import org.albatross.benchmarks.attack.SampleImages;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However slow one tenant is with what it sends and takes, others wait for nothing of it. */
class SlowTenantIT {
  private static final int CROWD = 16;
  private static final int DEVICE_MEGABYTES = 16;
  private static final int BIG_IMAGE = 8_000_000;
  private static final byte[] NOTHING = {};
  private static final String CREATE = "unikernel create";

  /** 12 KiB a second. */
  private static final Habit SLOW = Habits.uploadsSlowly(NOTHING, 12 << 10);

  private Besieged host;

  @BeforeEach
  void start() throws Exception {
    host = Besieged.started();
  }

  @AfterEach
  void stop() throws Exception {
    host.close();
  }

  private static String label(int number) {
    return "web" + number;
  }

  @Test
  void othersAreServedWhileATenantUploadsOneNameSlowly() throws Exception {
    try (Crowd crowd = new Crowd()) {
      crowd.send(CROWD, host.byHostile("web", Creates.streamed()), SLOW);
      host.await(CROWD, CREATE);
      host.assertServedDuring(crowd);
    }
  }

  @Test
  void othersAreServedWhileATenantUploadsManyNamesSlowly() throws Exception {
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < CROWD; i++) {
        crowd.send(1, host.byHostile(label(i), Creates.streamed()), SLOW);
      }
      host.await(CROWD, CREATE);
      host.assertServedDuring(crowd);
    }
  }

  @Test
  void othersAreServedWhileATenantsUploadsSayNothing() throws Exception {
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < CROWD; i++) {
        crowd.send(1, host.byHostile(label(i), Creates.streamed()), Habits.silence());
      }
      host.await(CROWD, CREATE);
      host.assertServedDuring(crowd);
    }
  }

  @Test
  void othersAreServedWhileATenantDoesNotReadTheImagesThatItGets() throws Exception {
    byte[] image = SampleImages.sleeper(BIG_IMAGE);
    Besieged.ok(host.hostile().ask("big", Creates.streamed(), image));
    assertServedWhileUnread("unikernel get", new UnikernelCommand.Get(0), label -> "big");
  }

  @Test
  void othersAreServedWhileATenantDoesNotReadItsDumps() throws Exception {
    addDevices();
    assertServedWhileUnread("block dump", new BlockCommand.Dump(0), SlowTenantIT::label);
  }

  private void addDevices() throws Exception {
    for (int i = 0; i < CROWD; i++) {
      Besieged.ok(
          host.overHostile().ask(label(i), new BlockCommand.Add(DEVICE_MEGABYTES), NOTHING));
    }
  }

  private interface Labels {
    String of(int number);
  }

  /** Those who do not read are not cut off for it before the others have their answers. */
  private void assertServedWhileUnread(String description, Payload.Command command, Labels labels)
      throws Exception {
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < CROWD; i++) {
        crowd.send(1, host.byHostile(labels.of(i), command), Habits.asksAndDoesNotRead(NOTHING));
      }
      host.await(CROWD, description);
      host.assertServed();
      assertEquals(CROWD, crowd.present(), crowd::toString);
      crowd.readOn();
      Sandbox.eventually(crowd::toString, () -> crowd.present() == 0);
      assertTrue(crowd.answered() > 0, crowd::toString);
      assertEquals(0, crowd.cutOff(), crowd::toString);
    }
  }

  @Test
  void othersAreServedWhileATenantSetsItsBlockDevicesSlowly() throws Exception {
    addDevices();
    try (Crowd crowd = new Crowd()) {
      for (int i = 0; i < CROWD; i++) {
        crowd.send(1, host.byHostile(label(i), new BlockCommand.Set(false)), SLOW);
      }
      host.await(CROWD, "block set");
      host.assertServedDuring(crowd);
    }
  }

  @Test
  void aSecondUploadForANameIsRefusedWhileTheFirstGoesOn() throws Exception {
    try (Crowd crowd = new Crowd()) {
      crowd.send(1, host.byHostile("web", Creates.streamed()), SLOW);
      host.await(1, CREATE);
      crowd.send(1, host.byHostile("web", Creates.streamed()), SLOW);
      Sandbox.eventually(crowd::toString, () -> crowd.refused() > 0);
      assertTrue(crowd.refusals().get(0).contains("upload"), crowd::toString);
      assertEquals(1, crowd.holding(), crowd::toString);
    }
  }

  @Test
  void theAdministratorsCreateGoesBeforeATenantsUnfinishedUpload() throws Exception {
    try (Crowd crowd = new Crowd()) {
      crowd.send(1, host.byHostile("web", Creates.streamed()), SLOW);
      host.await(1, CREATE);
      Besieged.ok(host.overHostile().create("web"));
      assertEquals(0, crowd.answered(), crowd::toString);
      Besieged.ok(host.overHostile().destroy("web"));
    }
  }

  @Test
  void aTenantMayUploadAgainWhenItsSlowUploadHasLeft() throws Exception {
    try (Crowd crowd = new Crowd()) {
      crowd.send(1, host.byHostile("web", Creates.streamed()), SLOW);
      host.await(1, CREATE);
    }
    Sandbox.eventually("its place is free", this::isCreated);
  }

  private boolean isCreated() {
    try {
      return host.hostile().create("web") instanceof Success;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
