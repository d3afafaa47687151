package org.albatross.core.model.policy;

import java.util.List;
import org.albatross.core.model.Text;
import org.albatross.core.model.Utf8;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;

/**
 * What the arguments of a unikernel may be, wherever it runs: the client asks before it sends
 * something or has it signed, the endpoint before it takes an image, albatrossd before it starts
 * anything. Most are limits of Solo5's tenders, which would end with a usage message after all is
 * said to be well (Solo5 0.12, tenders/ and include/mft_abi.h).
 */
public final class ArgumentRules {
  /** MFT_MAX_ENTRIES without the first, which is none. */
  static final int MAX_DEVICES = 63;

  /** MFT_NAME_MAX. */
  private static final int MAX_DEVICE_NAME = 67;

  private static final long MIN_SECTOR = 512;

  /** The largest power of two in the 16 bits that a tender has for it. */
  private static final long MAX_SECTOR = 32768;

  /** HVT_CMDLINE_SIZE and SPT_CMDLINE_SIZE, without the zero at the end; in bytes. */
  private static final int MAX_COMMAND_LINE = 8191;

  private ArgumentRules() {}

  /** Whether any host could run a unikernel with these arguments. */
  public static void check(Arguments arguments) throws PolicyException {
    if (arguments.memory() <= 0) {
      throw new PolicyException("memory must be at least 1 MB, not " + arguments.memory() + " MB");
    }
    if (arguments.cpuIds().isEmpty()) {
      throw new PolicyException("a unikernel needs at least one CPU id");
    }
    if (arguments.numCpus() <= 0) {
      throw new PolicyException("a unikernel needs at least one CPU, not " + arguments.numCpus());
    }
    checkNumber(arguments.blocks().size() + arguments.nets().size());
    for (BlockDevice block : arguments.blocks()) {
      checkBlock(block);
    }
    for (NetDevice net : arguments.nets()) {
      checkNet(net);
    }
    checkCommandLine(arguments.argv().orElse(List.of()));
  }

  private static void checkNumber(int devices) throws PolicyException {
    if (devices > MAX_DEVICES) {
      throw new PolicyException(
          "a unikernel has at most %s block devices and nets together, not %s"
              .formatted(MAX_DEVICES, devices));
    }
  }

  /** Whether a tender would take the block device, wherever its data are. */
  public static void checkBlock(BlockDevice block) throws PolicyException {
    checkName("block device", block.name());
    if (block.hostDevice().chars().anyMatch(Character::isWhitespace)) {
      throw new PolicyException(
          "the block device %s on the host has a blank in its name: a tender reads it up to there"
              .formatted(Text.quote(block.hostDevice())));
    }
    long size = block.sectorSize().orElse(BlockDevice.DEFAULT_SECTOR_SIZE);
    if (size < MIN_SECTOR || size > MAX_SECTOR || Long.bitCount(size) != 1) {
      throw new PolicyException(
          "the sectors of the block device %s cannot have %s bytes: a power of two from %s to %s"
              .formatted(Text.quote(block.name()), size, MIN_SECTOR, MAX_SECTOR));
    }
  }

  /** Whether a tender would take the net, on whatever bridge, and others could answer it. */
  public static void checkNet(NetDevice net) throws PolicyException {
    checkName("net", net.name());
    if (net.mac().isPresent() && !net.mac().get().isOfOne()) {
      throw new PolicyException(
          "the MAC address %s of the net %s is %s"
              .formatted(
                  net.mac().get(),
                  Text.quote(net.name()),
                  net.mac().get().isGroup()
                      ? "that of a group: its first byte has to be even, such as 02"
                      : "that of nobody"));
    }
  }

  private static void checkName(String what, String name) throws PolicyException {
    if (!name.matches("[0-9A-Za-z]{1," + MAX_DEVICE_NAME + "}")) {
      throw new PolicyException(
          "no image has a %s of the name %s: letters and digits, at most %s"
              .formatted(what, Text.quote(name), MAX_DEVICE_NAME));
    }
  }

  /**
   * Whether what a unikernel is told is not too long for its tender.
   *
   * @param words its arguments, all of them
   */
  public static void checkCommandLine(List<String> words) throws PolicyException {
    long length = Math.max(words.size() - 1, 0);
    for (String word : words) {
      if (word.indexOf('\0') >= 0) {
        throw new PolicyException("an argument has a zero byte: " + Text.quote(word));
      }
      length += Utf8.encode(word).length;
    }
    if (length > MAX_COMMAND_LINE) {
      throw new PolicyException(
          "the arguments of the unikernel have %s bytes with the blanks between them, a tender takes %s"
              .formatted(length, MAX_COMMAND_LINE));
    }
  }
}
