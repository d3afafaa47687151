package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.client.progress.TerminalProgress;
import org.albatross.client.request.Request;
import org.albatross.client.request.Upload;
import org.albatross.client.request.Values;
import org.albatross.client.transport.Exchange;
import org.albatross.client.transport.Progress;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.client.transport.Transport;
import org.albatross.client.update.BuildServer;
import org.albatross.core.host.file.WholeFile;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.solo5.Solo5Image;

/** {@code update}: replaces a unikernel by one of the newest build of its image. */
final class UpdateCommand implements ClientCommand {
  private static final String BUILD_SERVER = "https://builds.robur.coop";

  @Override
  public void declare(Syntax syntax) {
    syntax.argument("NAME", "the unikernel (Solo5)");
    syntax.option("URL", "the build server (" + BUILD_SERVER + ")", "--http-host");
    syntax.flag(
        "only say \"already up to date\" or \"a newer build is there: ID\", and where to compare",
        "--dryrun",
        "--dry-run");
    RequestCommand.compressionOption(syntax);
    Target.declare(syntax);
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Name name = Values.fullName(line.argument(0));
    BuildServer builds = new BuildServer(line.value("--http-host").orElse(BUILD_SERVER));
    int level = RequestCommand.compression(line);
    if (Target.isPrinted(line)) {
      throw ClientException.usage("update asks the host first: there is nothing to print");
    }
    if (Target.of(line) == Target.FILE) {
      throw ClientException.usage("update asks the host first: there is nothing to sign yet")
          .hint(
              "albatross-client create NAME IMAGE --force --csr, with the image of the new build");
    }
    Transport transport = Target.transport(line, context);
    UnikernelInfo running = info(transport, name);
    BuildServer.Build current = builds.of(running.digest());
    BuildServer.Build latest = builds.latest(current.job());
    if (current.id().equals(latest.id())) {
      context.out().line("already up to date");
      return;
    }
    context.out().line("a newer build is there: " + latest.id());
    context.out().line("compare at " + builds.comparison(current, latest)).flush();
    if (line.has("--dryrun")) {
      return;
    }
    Path image = Files.createTempFile("albatross-update", ".image");
    try {
      download(builds, new BuildServer.Build(current.job(), latest.id()), image, context);
      Request create = request(name, running, Upload.image(image, level));
      boolean remote = Target.of(line) == Target.REMOTE;
      Request way = remote ? create.certified() : create;
      long begun = System.nanoTime();
      RequestCommand.print(
          way, transport, context, RequestCommand.style(line, context.environment()), Updated::new);
      StartLook.after(List.of(way), begun, transport, line, context);
    } finally {
      Files.deleteIfExists(image);
    }
  }

  private static void download(
      BuildServer builds, BuildServer.Build build, Path image, Context context)
      throws ClientException {
    Progress progress = TerminalProgress.onStandardError(context.err(), context.environment());
    try {
      builds.download(build, image, progress);
    } finally {
      progress.end();
    }
  }

  /** Asks what runs. */
  private static UnikernelInfo info(Transport transport, Name name)
      throws AlbatrossException, IOException {
    Answer answer = new Answer();
    Request request = Request.of(name, new UnikernelCommand.Info(InfoShape.CURRENT));
    new Exchange(transport, answer).perform(request);
    List<Named<UnikernelInfo>> found = answer.unikernels;
    if (found.size() != 1) {
      // As the daemon says of other commands: it answers a question for nobody with nobody.
      throw ClientException.refused("there is no unikernel " + name);
    }
    UnikernelInfo running = found.get(0).value();
    if (running.type() != VmType.SOLO5) {
      throw ClientException.other(name + " is no Solo5 unikernel, others cannot be updated");
    }
    return running;
  }

  private static Request request(Name name, UnikernelInfo running, Upload upload)
      throws AlbatrossException, IOException {
    Arguments arguments = arguments(running);
    Bytes image = Bytes.wrap(WholeFile.read(upload.file(), Image.MAX_LENGTH));
    // The daemon checks it too, but from here one sees that it is the new build that wants others.
    Solo5Image.parse(image).checkArguments(arguments);
    UnikernelConfig config =
        new UnikernelConfig(VmType.SOLO5, new Image(upload.compressed(), Bytes.EMPTY), arguments);
    return Request.uploading(name, new UnikernelCommand.Create(config, true, true), upload);
  }

  /**
   * All that is known of what runs; whether it was given its name is not (docs/protocol/client.md,
   * Commands, update).
   */
  private static Arguments arguments(UnikernelInfo running) {
    List<BlockDevice> blocks = new ArrayList<>();
    for (UnikernelInfo.Block block : running.blocks()) {
      blocks.add(
          new BlockDevice(
              block.name(), Optional.of(block.device()), OptionalLong.of(block.sectorSize())));
    }
    List<NetDevice> nets = new ArrayList<>();
    for (UnikernelInfo.Net net : running.nets()) {
      nets.add(new NetDevice(net.name(), Optional.of(net.bridge()), Optional.of(net.mac())));
    }
    return new Arguments(
        running.onFailure(),
        running.startup(),
        true,
        running.cpuIds(),
        running.memory(),
        blocks,
        nets,
        running.argv(),
        running.numCpus(),
        running.linuxBootPartition());
  }

  /** For the daemon it is a create like any other. */
  private static final class Updated extends Filter {
    Updated(ReplyHandler next) {
      super(next);
    }

    @Override
    public boolean onSuccess(Request request, Success success)
        throws AlbatrossException, IOException {
      return super.onSuccess(
          request,
          success instanceof Success.Text text
              ? new Success.Text(text.text().replaceFirst("^created\\b", "updated"))
              : success);
    }
  }

  /** Keeps what is answered. */
  private static final class Answer implements ReplyHandler {
    private List<Named<UnikernelInfo>> unikernels = List.of();

    @Override
    public boolean onSuccess(Request request, Success success) throws ClientException {
      if (success instanceof Success.Unikernels reply) {
        unikernels = reply.unikernels();
        return false;
      }
      throw ClientException.communication("the daemon answered something else than was asked for");
    }

    @Override
    public boolean onData(Request request, Name about, Payload.Data data) {
      return false;
    }

    @Override
    public void onEnd(Request request) {
      // nothing more was expected
    }
  }
}
