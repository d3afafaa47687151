package org.albatross.core.solo5;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Text;

/**
 * All that a tender is told (docs/protocol/tenders.md, Tender).
 *
 * @param tender the program
 * @param memory in MB
 * @param image the file that holds the image
 * @param injectedName the value of the {@code --name=} before the unikernel's own arguments, if any
 * @param argv the unikernel's own arguments
 */
public record TenderCommand(
    java.nio.file.Path tender,
    long memory,
    List<Net> nets,
    List<Block> blocks,
    java.nio.file.Path image,
    java.util.Optional<String> injectedName,
    List<String> argv) {

  /** What stands before the unikernel's name where it is told it. */
  public static final String INJECTED = "--name=";

  private static final String NET = "--net:";
  private static final String END_OF_OPTIONS = "--";

  /** A net of the manifest and what it is connected to on the host. */
  public record Net(String name, String tap, MacAddress mac) {}

  /**
   * A block device of the manifest and what is behind it on the host.
   *
   * @param sectorSize in bytes; absent: the option is left out
   */
  public record Block(String name, java.nio.file.Path file, OptionalLong sectorSize) {}

  public TenderCommand {
    nets = List.copyOf(nets);
    blocks = List.copyOf(blocks);
    argv = List.copyOf(argv);
  }

  /** The program and its arguments. */
  public List<String> line() {
    List<String> line = new ArrayList<>();
    line.add(tender.toString());
    line.add("--mem=" + memory);
    nets.forEach(net -> line.add(NET + net.name() + "=" + net.tap()));
    nets.forEach(net -> line.add("--net-mac:" + net.name() + "=" + net.mac()));
    blocks.forEach(block -> line.add("--block:" + block.name() + "=" + block.file()));
    blocks.forEach(
        block ->
            block
                .sectorSize()
                .ifPresent(size -> line.add("--block-sector-size:" + block.name() + "=" + size)));
    line.add(END_OF_OPTIONS);
    line.add(image.toString());
    injectedName.ifPresent(name -> line.add(INJECTED + name));
    line.addAll(argv);
    return List.copyOf(line);
  }

  /**
   * Whether a tender can be given block devices in a directory: it reads the name of a file up to
   * the first blank (sscanf with %s).
   *
   * @param what the directory is called where it was named
   */
  public static void checkDirectory(String what, java.nio.file.Path directory)
      throws AlbatrossException {
    if (directory.toString().chars().anyMatch(Character::isWhitespace)) {
      throw new AlbatrossException(
          "%s: %s has a blank, and a tender reads the name of a block device up to the first blank: name a directory without one, or a link to it"
              .formatted(what, Text.quote(directory.toString())));
    }
  }

  /** The taps that such a command line names, whoever wrote it. */
  public static Set<String> taps(List<String> line) {
    return line.stream()
        .takeWhile(argument -> !argument.equals(END_OF_OPTIONS))
        .filter(argument -> argument.startsWith(NET))
        .map(argument -> argument.substring(argument.indexOf('=') + 1))
        .collect(Collectors.toSet());
  }

  /** A command line on FreeBSD, where another program pins it to the CPUs. */
  public static List<String> freeBsd(SortedSet<Long> cpuIds, List<String> line) {
    List<String> pinned = new ArrayList<>(cpuset(cpuIds));
    pinned.addAll(line);
    return List.copyOf(pinned);
  }

  static List<String> cpuset(SortedSet<Long> cpuIds) {
    return List.of(
        "cpuset", "-l", cpuIds.stream().map(String::valueOf).collect(Collectors.joining(",")));
  }
}
