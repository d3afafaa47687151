package org.albatross.core.solo5;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.junit.jupiter.api.Test;

class DeviceCheckTest {
  private static final Solo5Image IMAGE =
      new Solo5Image(Target.HVT, 2, List.of("disk"), List.of("service", "private"));

  static Arguments arguments(List<String> blocks, List<String> nets) {
    return arguments(32, blocks, nets);
  }

  private static Arguments arguments(long memory, List<String> blocks, List<String> nets) {
    return new Arguments(
        new OnFailure.Quit(),
        OptionalLong.empty(),
        true,
        new TreeSet<>(List.of(0L)),
        memory,
        blocks.stream()
            .map(name -> new BlockDevice(name, Optional.of("file"), OptionalLong.empty()))
            .toList(),
        nets.stream()
            .map(name -> new NetDevice(name, Optional.of("br0"), Optional.empty()))
            .toList(),
        Optional.empty(),
        1,
        Optional.empty());
  }

  @Test
  void theDevicesOfTheManifestMayBeGivenInAnyOrder() {
    assertDoesNotThrow(
        () -> IMAGE.checkArguments(arguments(List.of("disk"), List.of("private", "service"))));
  }

  @Test
  void whatIsMissingAndWhatIsTooMuchIsNamed() {
    InvalidImageException e =
        assertThrows(
            InvalidImageException.class,
            () -> IMAGE.checkArguments(arguments(List.of("disk", "tape"), List.of("service"))));
    assertEquals(
        "the devices do not match the image's manifest: missing: net \"private\"; not in the"
            + " manifest: block \"tape\" (the manifest has block \"disk\", net \"service\", net"
            + " \"private\"; given: block \"disk\", block \"tape\", net \"service\")",
        e.getMessage());
  }

  @Test
  void aBlockDeviceDoesNotStandForANetOfTheSameName() {
    InvalidImageException e =
        assertThrows(
            InvalidImageException.class,
            () ->
                new Solo5Image(Target.HVT, 2, List.of(), List.of("a"))
                    .checkArguments(arguments(List.of("a"), List.of())));
    assertTrue(e.getMessage().contains("missing: net \"a\""), e.getMessage());
  }

  @Test
  void aDeviceMayNotBeGivenTwice() {
    InvalidImageException e =
        assertThrows(
            InvalidImageException.class,
            () ->
                IMAGE.checkArguments(
                    arguments(List.of("disk", "disk"), List.of("service", "private"))));
    assertTrue(e.getMessage().contains("given more than once: block \"disk\""), e.getMessage());
  }

  @Test
  void aHugeNumberOfDevicesDoesNotMakeAHugeMessage() {
    InvalidImageException e =
        assertThrows(
            InvalidImageException.class,
            () ->
                IMAGE.checkArguments(
                    arguments(Collections.nCopies(100_000, "disk"), List.of("\u001b[2J"))));
    assertTrue(e.getMessage().length() < 20_000, e.getMessage());
    assertTrue(e.getMessage().contains("and 99937 more"), e.getMessage());
    assertTrue(!e.getMessage().contains("\u001b"), e.getMessage());
  }

  @Test
  void moreMemoryThanItsTenderHasPageTablesForIsRefused() {
    List<String> none = List.of();
    Solo5Image hvt = new Solo5Image(Target.HVT, 2, none, none);
    assertDoesNotThrow(() -> hvt.checkArguments(arguments(4096, none, none)));
    assertEquals(
        "an image for hvt can have at most 4096 MB of memory, not 4097 MB",
        assertThrows(
                InvalidImageException.class, () -> hvt.checkArguments(arguments(4097, none, none)))
            .getMessage());
    List<String> net = List.of("service");
    Solo5Image withNet = new Solo5Image(Target.HVT, 2, none, net);
    assertDoesNotThrow(() -> withNet.checkArguments(arguments(4094, none, net)));
    assertEquals(
        "an image for hvt can have at most 4094 MB of memory with nets, not 4095 MB",
        assertThrows(
                InvalidImageException.class,
                () -> withNet.checkArguments(arguments(4095, none, net)))
            .getMessage());
    Solo5Image spt = new Solo5Image(Target.SPT, 2, none, none);
    assertDoesNotThrow(() -> spt.checkArguments(arguments(1 << 20, none, none)));
  }

  @Test
  void theDevicesOfABhyveMachineAreNumbered() {
    assertDoesNotThrow(() -> BhyveCommand.checkDevices(arguments(List.of("0", "1"), List.of("0"))));
    for (Arguments wrong :
        List.of(
            arguments(List.of(), List.of("0")),
            arguments(List.of("1"), List.of()),
            arguments(List.of("0"), List.of("service")),
            arguments(List.of("0", "2"), List.of()))) {
      assertThrows(AlbatrossException.class, () -> BhyveCommand.checkDevices(wrong));
    }
  }
}
