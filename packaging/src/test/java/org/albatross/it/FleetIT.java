package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Many unikernels and several clients. {@code -Dalbatross.fleet=200} is the full length. */
class FleetIT {
  private static final int FLEET = Integer.getInteger("albatross.fleet", 60);
  private static final int CLIENTS = 4;
  private static final long SPARE_KB = 32 << 10;

  private Sandbox sandbox;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
  }

  @AfterEach
  void close() throws Exception {
    sandbox.close();
  }

  private interface Command {
    Payload.Command of(int index) throws Exception;
  }

  private void all(Command command) throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try {
      List<Future<Payload>> answers = new ArrayList<>();
      for (int i = 0; i < FLEET; i++) {
        int index = i;
        answers.add(clients.submit(() -> sandbox.ask("fleet:u" + index, command.of(index))));
      }
      for (Future<Payload> answer : answers) {
        assertInstanceOf(Success.Text.class, answer.get());
      }
    } finally {
      clients.shutdownNow();
    }
  }

  private long privateMemory() throws Exception {
    Path status = Path.of("/proc/" + sandbox.daemon("albatrossd").pid() + "/status");
    return Files.readAllLines(status).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private void round(byte[] image) throws Exception {
    all(
        index ->
            new UnikernelCommand.Create(
                HostileInputIT.config(image, Set.of((long) index % 2), 2), false, false));
    assertEquals(FLEET, sandbox.tenders().size());
    all(index -> new UnikernelCommand.Restart(Optional.empty()));
    assertEquals(FLEET, sandbox.tenders().size());
    all(index -> new UnikernelCommand.Destroy());
    assertEquals(List.of(), sandbox.tenders());
    assertEquals(List.of(), sandbox.leftovers());
  }

  @Test
  void manyAreCreatedRestartedAndDestroyedAndAllIsAsBefore() throws Exception {
    byte[] image = Files.readAllBytes(sandbox.image("sleeper"));
    round(image);
    int descriptors = sandbox.descriptors("albatrossd");
    long memory = privateMemory();
    round(image);
    Sandbox.eventually(
        "descriptors are given back", () -> sandbox.descriptors("albatrossd") <= descriptors);
    assertTrue(
        privateMemory() < memory + SPARE_KB,
        () -> "private memory of albatrossd grew from " + memory);
  }
}
