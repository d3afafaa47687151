package org.albatross.client.command;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Values;
import org.albatross.core.model.Text;
import org.albatross.core.model.policy.ArgumentRules;
import org.albatross.core.model.policy.PolicyException;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;

/** The options that {@code create} and {@code restart} share. */
final class ArgumentOptions {
  private static final long DEFAULT_MEMORY = 32;
  private static final long DEFAULT_CPU = 0;
  private static final long MAX_EXIT_CODE = 255;

  /** All of them, to tell whether any was given. */
  static final List<String> NAMES =
      List.of(
          "--startup",
          "--no-add-name",
          "--cpu",
          "--mem",
          "--arg",
          "--block",
          "--net",
          "--restart-on-fail",
          "--exit-code",
          "--cpus",
          "--linux-boot");

  private ArgumentOptions() {}

  static void declare(Syntax syntax) {
    syntax.option("N", "starts in this order with albatrossd, lower ones first (50)", "--startup");
    syntax.flag("do not put --name=NAME before the arguments", "--no-add-name");
    declareCpu(syntax, "the id of a CPU to run on, not how many");
    syntax.option("MB", "memory (32)", "--mem");
    syntax.repeated("ARG", "an argument of the unikernel, such as --arg=--hello=you", "--arg");
    syntax.repeated(
        "NAME[:DEVICE][@SECTOR]",
        "a block device: its name in the image, on the host (on the unikernel's path or below it)",
        "--block");
    syntax.repeated(
        "[NAME:]BRIDGE[@MAC]", "a net: its name in the image, the bridge on the host", "--net");
    syntax.flag("start it again when it ends", "--restart-on-fail", "--restart");
    syntax.repeated(
        "N",
        "with --restart: on this exit code only (all but 1, 60 to 64 and 123 to 125)",
        "--exit-code");
    syntax.option("N", "how many CPUs it sees (BHyve; 1)", "--cpus");
    syntax.option("PART", "the partition that a Linux boots from (BHyve)", "--linux-boot");
  }

  static void declareCpu(Syntax syntax, String description) {
    syntax.repeated("ID", description + "; may be repeated (0)", "--cpu");
  }

  static SortedSet<Long> cpuIds(ParsedLine line) throws ClientException {
    SortedSet<Long> ids = numbers(line, "--cpu", Values.MAX_INTEGER);
    if (ids.isEmpty()) {
      ids.add(DEFAULT_CPU);
    }
    return ids;
  }

  static Arguments arguments(ParsedLine line) throws ClientException {
    List<String> argv = line.values("--arg");
    Optional<String> startup = line.value("--startup");
    Arguments arguments =
        new Arguments(
            onFailure(line),
            startup.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(Values.number("--startup", startup.get(), 0, Values.MAX_INTEGER)),
            !line.has("--no-add-name"),
            cpuIds(line),
            line.number("--mem", DEFAULT_MEMORY, 1),
            blocks(line),
            nets(line),
            argv.isEmpty() ? Optional.empty() : Optional.of(argv),
            line.number("--cpus", 1, 1),
            line.value("--linux-boot"));
    try {
      ArgumentRules.check(arguments);
    } catch (PolicyException e) {
      throw ClientException.usage(e.getMessage());
    }
    return arguments;
  }

  /** Exit codes without a restart do nothing, as in the original. */
  static Optional<String> warning(ParsedLine line) {
    return line.has("--exit-code") && !line.has("--restart-on-fail")
        ? Optional.of("--exit-code does nothing without --restart")
        : Optional.empty();
  }

  private static OnFailure onFailure(ParsedLine line) throws ClientException {
    SortedSet<Long> codes = numbers(line, "--exit-code", MAX_EXIT_CODE);
    return line.has("--restart-on-fail") ? new OnFailure.Restart(codes) : new OnFailure.Quit();
  }

  private static SortedSet<Long> numbers(ParsedLine line, String option, long max)
      throws ClientException {
    SortedSet<Long> numbers = new TreeSet<>();
    for (String text : line.values(option)) {
      numbers.add(Values.number(option, text, 0, max));
    }
    return numbers;
  }

  private static List<BlockDevice> blocks(ParsedLine line) throws ClientException {
    List<BlockDevice> blocks = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : line.values("--block")) {
      BlockDevice block = Values.block(text);
      refuseTwice("--block", names, block.name());
      blocks.add(block);
    }
    return blocks;
  }

  private static List<NetDevice> nets(ParsedLine line) throws ClientException {
    List<NetDevice> nets = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String text : line.values("--net")) {
      NetDevice net = Values.net(text);
      refuseTwice("--net", names, net.name());
      nets.add(net);
    }
    return nets;
  }

  private static void refuseTwice(String option, Set<String> names, String name)
      throws ClientException {
    if (!names.add(name)) {
      throw ClientException.usage(option + " names " + Text.quote(name) + " twice");
    }
  }
}
