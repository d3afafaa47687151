package org.albatross.core.model.policy;

import static org.albatross.core.model.policy.Hosts.unikernel;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a tender would refuse, is refused before one is started. */
class ArgumentRulesTest {
  private static void allowed(Hosts.UnikernelBuilder unikernel) {
    assertDoesNotThrow(() -> ArgumentRules.check(unikernel.build()));
  }

  private static String refused(Hosts.UnikernelBuilder unikernel) {
    return assertThrows(PolicyException.class, () -> ArgumentRules.check(unikernel.build()))
        .getMessage();
  }

  @ParameterizedTest
  @ValueSource(longs = {512, 1024, 4096, 32768})
  void sectorsHaveAPowerOfTwo(long size) {
    allowed(unikernel(1).sectors("disk", size));
  }

  /** 66048 is 512 in the 16 bits that a tender reads. */
  @ParameterizedTest
  @ValueSource(longs = {-512, 0, 1, 256, 511, 513, 700, 1536, 65536, 66048, 1L << 62})
  void otherSectorsAreRefused(long size) {
    assertEquals(
        "the sectors of the block device \"disk\" cannot have "
            + size
            + " bytes: a power of two from 512 to 32768",
        refused(unikernel(1).sectors("disk", size)));
  }

  @Test
  void namesOfDevicesAreThoseThatAManifestCanHave() {
    for (String name : new String[] {"a", "Disk9", "n".repeat(67)}) {
      allowed(unikernel(1).block(name, "device").net(name, "br0"));
    }
    for (String name : new String[] {"", "a b", "a-b", "a.b", "\u00e4", "a=b", "n".repeat(68)}) {
      String ofBlock = refused(unikernel(1).block(name, "device"));
      assertTrue(ofBlock.startsWith("no image has a block device of the name"), ofBlock);
      String ofNet = refused(unikernel(1).net(name, "br0"));
      assertTrue(ofNet.startsWith("no image has a net of the name"), ofNet);
    }
  }

  @Test
  void aDeviceOfTheHostHasNoBlank() {
    allowed(unikernel(1).block("disk", "/dev/zvol/pool/a_b"));
    assertEquals(
        "the block device \"/dev/zvol/pool/a b\" on the host has a blank in its name: a tender reads"
            + " it up to there",
        refused(unikernel(1).block("disk", "/dev/zvol/pool/a b")));
  }

  @Test
  void anAddressIsThatOfOneInterface() {
    allowed(unikernel(1).net("service", "br0", "02:00:00:00:00:01"));
    allowed(unikernel(1).net("service", "br0", "00:00:00:00:00:01"));
    for (String group :
        new String[] {"01:00:5e:00:00:01", "ff:ff:ff:ff:ff:ff", "03:00:00:00:00:01"}) {
      assertEquals(
          "the MAC address "
              + group
              + " of the net \"service\" is that of a group: its first byte has to be even, such as 02",
          refused(unikernel(1).net("service", "br0", group)));
    }
    assertEquals(
        "the MAC address 00:00:00:00:00:00 of the net \"service\" is that of nobody",
        refused(unikernel(1).net("service", "br0", "00:00:00:00:00:00")));
  }

  @Test
  void aUnikernelHasAtMost63Devices() {
    Hosts.UnikernelBuilder unikernel = unikernel(1);
    for (int i = 0; i < 32; i++) {
      unikernel.block("b" + i);
    }
    for (int i = 0; i < 31; i++) {
      unikernel.net("n" + i);
    }
    allowed(unikernel);
    assertEquals(
        "a unikernel has at most 63 block devices and nets together, not 64",
        refused(unikernel.net("n31")));
  }

  @Test
  void theCommandLineOfAUnikernelHas8191Bytes() {
    allowed(unikernel(1).argv("a".repeat(4095), "b".repeat(4095)));
    assertEquals(
        "the arguments of the unikernel have 8192 bytes with the blanks between them, a tender"
            + " takes 8191",
        refused(unikernel(1).argv("a".repeat(4095), "b".repeat(4096))));
    // Bytes, not characters.
    assertTrue(refused(unikernel(1).argv("\u00e4".repeat(4096))).contains("have 8192 bytes"));
  }

  @Test
  void anArgumentHasNoZeroByte() {
    assertEquals(
        "an argument has a zero byte: \"a\\x00b\"", refused(unikernel(1).argv("x", "a\0b")));
  }
}
