package org.albatross.albatrossd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.albatrossd.settings.Settings;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.DaemonCommand;
import org.albatross.core.daemon.ReportOptions;
import org.albatross.core.host.HostFacts;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.solo5.TenderCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line of albatrossd. */
@Command(
    name = "albatrossd",
    description =
        "Runs unikernels: starts and ends them, gives them taps and block devices, keeps to the"
            + " policies, and starts all again when it is started again.")
final class AlbatrossdCommand extends DaemonCommand {
  private static final int MAX_MESSAGE = 256 << 20;

  @Mixin private ReportOptions report = new ReportOptions();

  @Option(
      names = "--dbdir",
      paramLabel = "DIR",
      description =
          "Directory of the state, the block devices and perhaps tenders (default:"
              + " /var/lib/albatross, on FreeBSD /var/db/albatross).")
  private Optional<Path> dbdir = Optional.empty();

  @Option(
      names = "--no-drop-path",
      description = "Tell unikernels --name=path:label in place of --name=label.")
  private boolean noDropPath;

  @Option(
      names = "--allow-zvol-for",
      paramLabel = "PATH",
      converter = PathConverter.class,
      description = "Unikernels on this path may name block devices below /dev/zvol.")
  private Optional<org.albatross.core.model.Path> zvolPath = Optional.empty();

  @Option(
      names = "--unikernel-user",
      paramLabel = "USER",
      description =
          "Who tenders run as (default: albatross-unikernel, where there is such a user). root gives"
              + " them all rights.")
  private Optional<String> unikernelUser = Optional.empty();

  static final class PathConverter implements ITypeConverter<org.albatross.core.model.Path> {
    @Override
    public org.albatross.core.model.Path convert(String text) {
      try {
        return org.albatross.core.model.Path.parse(text);
      } catch (InvalidNameException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  @Override
  protected Daemon open() throws AlbatrossException, IOException {
    Optional<HostPort> receiver = report.address();
    Path db =
        dbdir.orElseGet(
            () -> Path.of(HostFacts.isFreeBsd() ? "/var/db/albatross" : "/var/lib/albatross"));
    TenderCommand.checkDirectory("--dbdir", db.toAbsolutePath());
    Directories directories = new Directories(options().runtimeDirectory(), db.toAbsolutePath());
    Settings settings =
        new Settings(
            directories, noDropPath, zvolPath, unikernelUser, options().maxMessage(MAX_MESSAGE));
    Albatrossd daemon = Albatrossd.open(settings, socket -> options().listen(socket));
    ReportOptions.start(receiver, "albatross", daemon);
    return daemon;
  }
}
