package org.albatross.console;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Optional;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.DaemonCommand;
import org.albatross.core.daemon.DaemonMain;
import org.albatross.core.daemon.ReportOptions;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.metrics.HostPort;
import org.albatross.core.model.AlbatrossException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program albatross-console. */
@Command(
    name = "albatross-console",
    description = "Keeps the last 1024 lines of each unikernel's output, and streams them.")
public final class ConsoleDaemon extends DaemonCommand {
  private static final int MAX_MESSAGE = 1 << 20;

  @Mixin private ReportOptions report = new ReportOptions();
  @Spec private CommandSpec spec;
  private int maxSubscribers = 1;

  @Option(
      names = "--max-subscribers",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "How many clients may read the output of one unikernel; one more takes the place of the"
              + " oldest (default: ${DEFAULT-VALUE}).")
  void setMaxSubscribers(int count) {
    if (count < 1) {
      throw new ParameterException(
          spec.commandLine(), "--max-subscribers must be at least 1, not " + count);
    }
    maxSubscribers = count;
  }

  public static void main(String[] args) {
    DaemonMain.main(new ConsoleDaemon(), args);
  }

  @Override
  protected Daemon open() throws AlbatrossException, IOException {
    Optional<HostPort> receiver = report.address();
    RuntimeDirectory directory = options().runtimeDirectory();
    directory.makeFifoDirectory();
    ServerSocketChannel server = options().listen(directory.consoleSocket());
    try {
      ConsoleServer daemon =
          new ConsoleServer(directory, server, options().maxMessage(MAX_MESSAGE), maxSubscribers);
      ReportOptions.start(receiver, "albatross_console", daemon);
      return daemon;
    } catch (AlbatrossException | IOException e) {
      server.close();
      throw e;
    }
  }
}
