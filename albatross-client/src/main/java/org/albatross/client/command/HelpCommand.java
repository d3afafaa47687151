package org.albatross.client.command;

import java.io.IOException;
import java.util.Optional;
import org.albatross.client.output.Output;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.message.Message;

/** {@code help}: what there is, and how it is called. */
public final class HelpCommand implements ClientCommand {
  private static final String NAMES =
      """
      A name is a path and a last label, joined by colons: foo:bar:hello is hello below foo:bar.
      hello (or :hello) is hello at the root. A label has 1 to 63 of the characters a-z, 0-9, - and
      ., and does not begin with -. Upper case is taken for lower case. A name that ends in a colon
      (foo:) means the path itself, and where commands show or list something, all below it.

      In --block NAME:DEVICE the device is named from the path of the unikernel on: for foo:hello, disk
      is foo:disk, and bar:disk is foo:bar:disk.
      """;

  private static final String CSR =
      """
      With --csr a command goes nowhere: it is written into a signing request, NAME.req, with a new
      key in NAME.key (one that is there is used). Who may sign it makes a certificate of it, and with
      that and the key the command is sent:

        albatross-client create hello hello.hvt --csr
        albatross-client sign user.pem db user.key hello.req
        albatross-client certificate cacert.pem hello.pem hello.key --destination HOST

      NAME has no path: that comes from who signs. A command without a name gets files that are called
      after it (info.req). The image of create is in the request, up to 16 MiB; the endpoint takes
      certificates of up to 1 MiB unless it has --max-certificate.

      Who has the key of a policy does all three steps in one, and images may have any size:

        albatross-client create hello hello.hvt --destination HOST \\
          --ca user.pem --ca-key user.key --server-ca cacert.pem
      """;

  private static final String SIGNING =
      """
      generate makes a CA, and a certificate for albatross-tls-endpoint:

        albatross-client generate ca db
        albatross-tls-endpoint cacert.pem server.pem server.key

      A policy is a CA below it. Its name becomes a part of the path of all that it signs:

        albatross-client add-policy user 16 --mem 1024 --cpu 0 --csr
        albatross-client sign cacert.pem db ca.key user.req

      sign checks that what is asked for fits the policy of who signs. A policy is valid for 365 days,
      other commands for one; a request without a command becomes the certificate of a server. DB gets
      a line with serial number and name for each. Nothing revokes a certificate before it expires.
      What is written goes neither through a symbolic link nor over one.
      """;

  private static final String EXIT_CODES =
      """
        0  success
      115  it is done, but the output could not be written
      116  our own certificates are not valid
      117  the daemon refused the command
      118  the build server (update)
      119  the endpoint refused our certificate
      120  the endpoint's certificate is not trusted
      121  the daemon hung up, or was not understood
      122  no connection to the daemon
      123  another error, such as a file that cannot be read
      124  the command line is wrong
      125  internal error, a bug
      """;

  @Override
  public void declare(Syntax syntax) {
    syntax.optionalArgument("TOPIC", "a command, or one of: names, csr, signing, exit-codes");
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Optional<String> topic = line.optionalArgument(0);
    if (topic.isEmpty() || topic.get().equals("topics")) {
      overview(context.out());
      return;
    }
    Optional<String> text = text(topic.get());
    if (text.isPresent()) {
      context.out().text(text.get());
    } else {
      String name = topic.get();
      ClientCommand command = Commands.find(name).orElseThrow(() -> Commands.unknown(name));
      Syntax syntax = new Syntax(name, Commands.description(name));
      command.declare(syntax);
      syntax.help(context.out());
    }
  }

  private static Optional<String> text(String topic) {
    return switch (topic) {
      case "names" -> Optional.of(NAMES);
      case "csr" -> Optional.of(CSR);
      case "signing" -> Optional.of(SIGNING);
      case "exit-codes" -> Optional.of(EXIT_CODES);
      default -> Optional.empty();
    };
  }

  /** Lists the commands, without building any. */
  public static void overview(Output out) throws IOException {
    out.line("Usage: albatross-client COMMAND [OPTIONS]").line("").line("Commands:");
    for (String[] each : Commands.descriptions()) {
      out.line("  " + each[0] + " ".repeat(19 - each[0].length()) + each[1]);
    }
    out.line("")
        .line(
            "albatross-client help TOPIC tells of a command, names, csr, signing, or exit-codes.");
  }

  public static void version(Output out) throws IOException {
    String version =
        Optional.ofNullable(HelpCommand.class.getPackage().getImplementationVersion())
            .orElse("unknown");
    out.line("albatross-client " + version + ", protocol version " + Message.VERSION);
  }
}
