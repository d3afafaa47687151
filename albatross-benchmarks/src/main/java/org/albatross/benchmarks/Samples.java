package org.albatross.benchmarks;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.State;

/** What a host with a hundred unikernels has to say. */
final class Samples {
  private static final int UNIKERNELS = 100;

  private Samples() {}

  static Message infoCommand() {
    return message(new UnikernelCommand.Info(InfoShape.CURRENT));
  }

  static Message infoReply() {
    List<Named<UnikernelInfo>> infos = new ArrayList<>();
    for (int i = 0; i < UNIKERNELS; i++) {
      infos.add(new Named<>(name(i), info()));
    }
    return message(new Success.Unikernels(InfoShape.CURRENT, infos));
  }

  static Message consoleLine() {
    return message(
        new Payload.ConsoleLine(
            Instant.parse("2026-11-23T15:04:05.678Z"),
            Bytes.utf8("2026-11-23T15:04:05-00:00: [INFO] [application] request 4711 served")));
  }

  static Message create(int imageSize) {
    return message(new UnikernelCommand.Create(config(imageSize), false, false));
  }

  static State state(int imageSize) {
    NameTrie<UnikernelConfig> unikernels = NameTrie.empty();
    NameTrie<Policy> policies = NameTrie.empty();
    UnikernelConfig config = config(imageSize);
    for (int i = 0; i < UNIKERNELS; i++) {
      unikernels = unikernels.with(name(i), config);
      policies = policies.with(Name.of(name(i).path()), policy());
    }
    return new State(unikernels, policies);
  }

  private static Message message(Payload payload) {
    return new Message(7, name(1), payload);
  }

  private static Name name(int i) {
    try {
      return Name.parse("customer-%s:web:server-%s".formatted(i % 10, i));
    } catch (InvalidNameException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Policy policy() {
    return new Policy(
        new TreeSet<>(List.of(0L, 1L, 2L, 3L)),
        16,
        1024,
        OptionalLong.of(512),
        new TreeSet<>(List.of("service", "management")));
  }

  private static UnikernelConfig config(int imageSize) {
    byte[] image = new byte[imageSize];
    new Random(1).nextBytes(image);
    Arguments arguments =
        new Arguments(
            new OnFailure.Restart(new TreeSet<>()),
            OptionalLong.empty(),
            true,
            new TreeSet<>(List.of(1L)),
            64,
            List.of(new BlockDevice("storage", Optional.of("disk"), OptionalLong.empty())),
            List.of(new NetDevice("service", Optional.of("br0"), Optional.empty())),
            Optional.of(arguments()),
            1,
            Optional.empty());
    return new UnikernelConfig(VmType.SOLO5, new Image(false, Bytes.wrap(image)), arguments);
  }

  private static List<String> arguments() {
    return List.of("--ipv4=10.0.42.2/24", "--ipv4-gateway=10.0.42.1", "-l", "*:debug");
  }

  private static UnikernelInfo info() {
    return new UnikernelInfo(
        VmType.SOLO5,
        OptionalLong.empty(),
        new OnFailure.Restart(new TreeSet<>()),
        new TreeSet<>(List.of(1L)),
        64,
        Bytes.wrap(new byte[32]),
        List.of(new UnikernelInfo.Block("storage", "disk", 512, 128)),
        List.of(
            new UnikernelInfo.Net(
                "service", "br0", new MacAddress(Bytes.wrap(new byte[MacAddress.LENGTH])))),
        Optional.of(arguments()),
        Instant.parse("2026-11-23T15:04:05Z"),
        1,
        Optional.empty());
  }
}
