package org.albatross.console;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.DaemonCommand;
import org.albatross.core.daemon.DaemonMain;
import org.albatross.core.daemon.RuntimeDirectory;
import org.albatross.core.model.AlbatrossException;
import picocli.CommandLine.Command;
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
    RuntimeDirectory directory = options().runtimeDirectory();
    directory.makeFifoDirectory();
    ServerSocketChannel server = options().listen(directory.consoleSocket());
    try {
      return new ConsoleServer(
          directory, server, options().maxMessage(MAX_MESSAGE), maxSubscribers);
    } catch (AlbatrossException | IOException e) {
      server.close();
      throw e;
    }
  }
}
