package org.albatross.core.wire;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Named;
import org.albatross.core.model.Names;
import org.albatross.core.model.Utf8;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.testkit.SeededRandom;

/**
 * Random values that the wire carries without loss: INTEGERs of 63 bits, times of milliseconds, and
 * sets in the order in which they are written.
 */
public final class Messages {
  private static final long YEAR_ZERO = Instant.parse("0000-01-01T00:00:00Z").toEpochMilli();
  private static final long YEAR_10000 = Instant.parse("9999-12-31T23:59:59.999Z").toEpochMilli();

  private Messages() {}

  static Message any(SeededRandom random) {
    return new Message(random.anyLong(), Names.any(random), Payloads.any(random));
  }

  static long integer(SeededRandom random) {
    return random.anyLong() >> 1;
  }

  static OptionalLong optionalInteger(SeededRandom random) {
    return random.oneIn(3) ? OptionalLong.empty() : OptionalLong.of(integer(random));
  }

  static SortedSet<Long> integers(SeededRandom random) {
    return new TreeSet<>(random.list(4, Messages::integer));
  }

  static String text(SeededRandom random) {
    return random.oneIn(3) ? Utf8.decode(random.bytes(20)) : random.unicode(20);
  }

  static Bytes bytes(SeededRandom random) {
    return Bytes.wrap(random.bytes(random.oneIn(10) ? 1000 : 10));
  }

  public static Instant time(SeededRandom random) {
    return Instant.ofEpochMilli(
        YEAR_ZERO + Math.floorMod(random.anyLong(), YEAR_10000 - YEAR_ZERO + 1));
  }

  static Image image(SeededRandom random) {
    return new Image(random.oneIn(2), bytes(random));
  }

  public static Policy policy(SeededRandom random) {
    return new Policy(
        integers(random),
        integer(random),
        integer(random),
        optionalInteger(random),
        new TreeSet<>(random.list(3, Messages::text)));
  }

  static OnFailure onFailure(SeededRandom random) {
    return random.oneIn(3) ? new OnFailure.Quit() : new OnFailure.Restart(integers(random));
  }

  static VmType type(SeededRandom random) {
    return random.pick(List.of(VmType.values()));
  }

  static UnikernelConfig config(SeededRandom random) {
    return new UnikernelConfig(type(random), image(random), arguments(random));
  }

  public static Arguments arguments(SeededRandom random) {
    return new Arguments(
        onFailure(random),
        optionalInteger(random),
        random.oneIn(2),
        integers(random),
        integer(random),
        set(random, Messages::block, Messages::blockOfName),
        set(random, Messages::net, Messages::netOfName),
        random.maybe(r -> r.list(3, Messages::text)),
        integer(random),
        random.maybe(Messages::text));
  }

  private static BlockDevice block(SeededRandom random) {
    return new BlockDevice(text(random), random.maybe(Messages::text), optionalInteger(random));
  }

  private static BlockDevice blockOfName(String name) {
    return new BlockDevice(name, Optional.empty(), OptionalLong.empty());
  }

  private static NetDevice net(SeededRandom random) {
    return new NetDevice(text(random), random.maybe(Messages::text), random.maybe(Messages::mac));
  }

  private static NetDevice netOfName(String name) {
    return new NetDevice(name, Optional.empty(), Optional.empty());
  }

  static MacAddress mac(SeededRandom random) {
    return new MacAddress(Bytes.wrap(java.util.Arrays.copyOf(random.bytes(6), 6)));
  }

  /** None or one of any kind, or several that differ in a short name and so have a known order. */
  static <T> List<T> set(
      SeededRandom random, Function<SeededRandom, T> any, Function<String, T> ofName) {
    if (random.oneIn(2)) {
      return random.list(1, any);
    }
    List<String> names = new ArrayList<>(random.list(5, r -> r.string("abc", 1, 8)));
    names.sort(
        Comparator.comparing(String::length)
            .thenComparing(
                name -> name.getBytes(StandardCharsets.UTF_8), java.util.Arrays::compare));
    return names.stream().map(ofName).toList();
  }

  static <T> List<Named<T>> named(SeededRandom random, Function<SeededRandom, T> any) {
    return random.list(4, r -> new Named<>(Names.any(r), any.apply(r)));
  }
}
