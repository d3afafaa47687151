package org.albatross.client.output;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.UnikernelStatus.Phase;
import org.albatross.core.model.unikernel.VmType;

/** Shows unikernels: a table of several, all there is to know of one that was asked for by name. */
final class UnikernelPrinter {
  private static final int LABEL_WIDTH = 12;

  private final Output out;
  private final Style style;
  private final Instant now;

  UnikernelPrinter(Output out, Style style, Instant now) {
    this.out = out;
    this.style = style;
    this.now = now;
  }

  /** What the original tells: of those that run, and no more than that they do. */
  void print(Name asked, List<Named<UnikernelInfo>> unikernels) throws IOException {
    List<Shown> shown = new ArrayList<>();
    for (Named<UnikernelInfo> each : unikernels) {
      shown.add(new Shown(each.name(), each.value(), Optional.empty()));
    }
    show(asked, shown);
  }

  void printStates(Name asked, List<Named<UnikernelStatus>> unikernels) throws IOException {
    List<Shown> shown = new ArrayList<>();
    for (Named<UnikernelStatus> each : unikernels) {
      shown.add(new Shown(each.name(), each.value().info(), Optional.of(each.value())));
    }
    show(asked, shown);
  }

  private record Shown(Name name, UnikernelInfo info, Optional<UnikernelStatus> status) {
    boolean isUp() {
      return status.isEmpty()
          || status.get().phase() instanceof Phase.Running
          || status.get().phase() instanceof Phase.Ending;
    }
  }

  private void show(Name asked, List<Shown> unikernels) throws IOException {
    if (unikernels.isEmpty()) {
      out.line("no unikernels");
    } else if (asked.label().isPresent()) {
      for (Shown each : unikernels) {
        details(each.name().toString(), each);
      }
    } else {
      table(asked, unikernels);
    }
  }

  private void table(Name asked, List<Shown> unikernels) throws IOException {
    Table table =
        new Table(
            "NAME",
            "STATE",
            "TYPE",
            ">MEMORY",
            "CPU IDS",
            ">UP",
            ">RESTARTS",
            "BLOCKS",
            "NETS",
            "IMAGE");
    for (Shown each : unikernels) {
      UnikernelInfo info = each.info();
      List<String> blocks = new ArrayList<>();
      for (UnikernelInfo.Block block : info.blocks()) {
        blocks.add(block.name());
      }
      List<String> nets = new ArrayList<>();
      for (UnikernelInfo.Net net : info.nets()) {
        nets.add(net.bridge());
      }
      table.row(
          Names.resolve(asked, each.name()).toString(),
          each.status().isPresent() ? phase(each.status().get().phase()) : "running",
          type(info),
          Units.megabytes(info.memory()),
          Names.join(info.cpuIds()),
          each.isUp() ? Units.since(info.started(), now) : "-",
          each.status().isPresent() ? Long.toString(each.status().get().restarts()) : "-",
          Names.join(blocks),
          Names.join(nets),
          shortDigest(info));
    }
    table.print(out, style);
  }

  private String phase(Phase phase) {
    if (phase instanceof Phase.Restarting restarting) {
      return "restarting in " + Units.until(restarting.at(), now);
    }
    if (phase instanceof Phase.Failed) {
      return "failed";
    }
    if (phase instanceof Phase.Starting) {
      return "starting";
    }
    if (phase instanceof Phase.Down) {
      return "ended";
    }
    return phase instanceof Phase.Ending ? "ending" : "running";
  }

  private void status(UnikernelStatus status) throws IOException {
    detail("state", phase(status.phase()));
    if (status.phase() instanceof Phase.Failed failed) {
      detail("reason", Text.escape(failed.reason()));
      detail("next try", "in " + Units.until(failed.at(), now));
    }
    detail("restarts", Long.toString(status.restarts()));
    if (status.lastExit().isPresent()) {
      var last = status.lastExit().get();
      detail("last exit", last.status() + ", " + Units.since(last.at(), now) + " ago");
    }
  }

  private void details(String name, Shown shown) throws IOException {
    UnikernelInfo info = shown.info();
    out.line(style.heading(name));
    if (shown.status().isPresent()) {
      status(shown.status().get());
    }
    detail("type", type(info));
    detail("image", digest(info));
    if (shown.isUp()) {
      detail("started", Units.timestamp(info.started(), ZoneId.systemDefault()) + since(info));
    }
    detail("memory", Units.megabytes(info.memory()));
    detail("cpu ids", Names.join(info.cpuIds()));
    if (info.type() == VmType.BHYVE) {
      detail("cpus", Long.toString(info.numCpus()));
    }
    detail("startup", Long.toString(info.startup().orElse(Arguments.DEFAULT_STARTUP)));
    detail("on failure", onFailure(info.onFailure()));
    for (UnikernelInfo.Block block : info.blocks()) {
      detail("block", block(block));
    }
    for (UnikernelInfo.Net net : info.nets()) {
      detail("net", Text.escape(net.name() + " on bridge " + net.bridge() + ", mac " + net.mac()));
    }
    if (info.linuxBootPartition().isPresent()) {
      detail("boot", Text.escape(info.linuxBootPartition().get()));
    }
    for (String argument : info.argv().orElse(List.of())) {
      detail("argument", Text.escape(argument));
    }
  }

  private void detail(String label, String value) throws IOException {
    out.line("  " + style.dim(label + " ".repeat(LABEL_WIDTH - label.length())) + value);
  }

  private String since(UnikernelInfo info) {
    return " (" + Units.since(info.started(), now) + " ago)";
  }

  private static String type(UnikernelInfo info) {
    return info.type() == VmType.BHYVE ? "bhyve" : "solo5";
  }

  private static String digest(UnikernelInfo info) {
    return info.type() == VmType.BHYVE
        ? Text.escape(info.digest().toText())
        : "sha256 " + info.digest().toHex();
  }

  private static String shortDigest(UnikernelInfo info) {
    String hex = info.digest().toHex();
    return info.type() == VmType.BHYVE
        ? Text.escape(info.digest().toText())
        : hex.substring(0, Math.min(12, hex.length()));
  }

  private static String block(UnikernelInfo.Block block) {
    String device = Text.escape(block.name()) + " on " + Text.escape(block.device());
    return device
        + ", "
        + Units.megabytes(block.size())
        + ", sectors of "
        + block.sectorSize()
        + " bytes";
  }

  private static String onFailure(OnFailure onFailure) {
    if (!(onFailure instanceof OnFailure.Restart restart)) {
      return "stay down";
    }
    return restart.exitCodes().isEmpty()
        ? "restart, but not on exit codes 1, 60 to 64 and 123 to 125"
        : "restart on exit code%s %s"
            .formatted(restart.exitCodes().size() == 1 ? "" : "s", Names.join(restart.exitCodes()));
  }
}
