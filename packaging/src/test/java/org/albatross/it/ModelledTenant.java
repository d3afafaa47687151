package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.albatross.benchmarks.attack.Creates;
import org.albatross.benchmarks.attack.Figures;
import org.albatross.benchmarks.attack.Party;
import org.albatross.benchmarks.attack.SampleImages;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Named;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.BlockInfo;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.UnikernelInfo;

/** An honest tenant with random commands, each of which is answered as its model says. */
final class ModelledTenant {
  private static final byte[] NOTHING = {};
  private static final int LABELS = 5;
  private static final int IMAGE_BYTES = 80_000;
  private static final int DIFFERENCE = 5000;

  private final Party party;
  private final Random random;
  private final Figures figures;
  private final TenantModel model = new TenantModel();

  ModelledTenant(Party party, Random random, Figures figures) {
    this.party = party;
    this.random = random;
    this.figures = figures;
  }

  TenantModel model() {
    return model;
  }

  /** One command. */
  void step() throws IOException {
    String label = "u" + random.nextInt(LABELS);
    String disk = "d" + random.nextInt(LABELS);
    switch (random.nextInt(14)) {
      case 0, 1, 2 -> checkInfo();
      case 3, 4, 5 -> create(label, false);
      case 6 -> create(label, true);
      case 7, 8 -> destroy(label);
      case 9 -> get(label);
      case 10 -> addBlock(disk);
      case 11 -> removeBlock(disk);
      case 12 -> setBlock(disk);
      default -> readConsole(label);
    }
  }

  private Payload ask(boolean granted, String label, Payload.Command command, byte[] data)
      throws IOException {
    long begin = System.nanoTime();
    Payload answer = party.ask(label, command, data);
    figures.answered(command.getClass().getSimpleName(), System.nanoTime() - begin);
    assertEquals(
        granted,
        answer instanceof Success,
        () -> "%s: %s of %s was answered %s".formatted(party.who(), command, label, answer));
    return answer;
  }

  private void create(String label, boolean force) throws IOException {
    int memory = 16 + random.nextInt(16);
    byte[] image = SampleImages.sleeper(IMAGE_BYTES + random.nextInt(DIFFERENCE));
    boolean granted = model.mayCreate(label, memory, force);
    UnikernelCommand.Create create = Creates.streamed(memory, false);
    Payload unused = ask(granted, label, force ? Creates.forced(create) : create, image);
    if (granted) {
      model.created(label, new TenantModel.Running(memory, Bytes.wrap(image)));
    }
  }

  private void destroy(String label) throws IOException {
    Payload unused =
        ask(model.running(label).isPresent(), label, new UnikernelCommand.Destroy(), NOTHING);
    model.destroyed(label);
  }

  private void get(String label) throws IOException {
    boolean there = model.running(label).isPresent();
    Payload answer = ask(there, label, new UnikernelCommand.Get(0), NOTHING);
    if (answer instanceof Success.UnikernelImage image) {
      assertEquals(model.running(label).orElseThrow().image(), image.image().data(), label);
    }
  }

  private void readConsole(String label) throws IOException {
    Payload unused = ask(true, label, new ConsoleCommand.SubscribeLast(1), NOTHING);
  }

  private void addBlock(String label) throws IOException {
    int megabytes = 1 + random.nextInt(3);
    boolean granted = model.mayAdd(label, megabytes);
    Payload unused = ask(granted, label, new BlockCommand.Add(megabytes), NOTHING);
    if (granted) {
      model.added(label, megabytes);
    }
  }

  private void removeBlock(String label) throws IOException {
    Payload unused = ask(model.hasBlock(label), label, new BlockCommand.Remove(), NOTHING);
    model.removed(label);
  }

  private void setBlock(String label) throws IOException {
    Payload unused =
        ask(model.hasBlock(label), label, new BlockCommand.Set(false), new byte[IMAGE_BYTES]);
  }

  /** All that there is, and nothing else. */
  void checkInfo() throws IOException {
    Map<String, Long> found = new TreeMap<>();
    Payload unikernels = ask(true, ".", new UnikernelCommand.Info(InfoShape.CURRENT), NOTHING);
    for (Named<UnikernelInfo> each : ((Success.Unikernels) unikernels).unikernels()) {
      found.put(each.name().label().orElseThrow().text(), each.value().memory());
    }
    assertEquals(model.memories(), found, party::who);
    Map<String, Long> disks = new TreeMap<>();
    Payload blocks = ask(true, ".", new BlockCommand.Info(), NOTHING);
    for (Named<BlockInfo> each : ((Success.Blocks) blocks).blocks()) {
      disks.put(each.name().label().orElseThrow().text(), each.value().size());
    }
    assertEquals(model.blocks(), disks, party::who);
  }
}
