package org.albatross.client.command;

import java.io.IOException;
import java.util.OptionalLong;
import org.albatross.client.certificate.SignRequest;
import org.albatross.client.request.Values;
import org.albatross.core.model.AlbatrossException;

/** {@code sign}: makes a certificate of what {@code --csr} wrote. */
final class SignCommand implements ClientCommand {
  @Override
  public void declare(Syntax syntax) {
    syntax.argument("CACERT", "certificates of who signs, its own first");
    syntax.argument("DB", "the file in which is noted what was signed");
    syntax.argument("KEY", "the key of who signs");
    syntax.argument("CSR", "the request; its certificate goes to NAME.pem");
    syntax.option("N", "how long it is valid (1; a policy or a server 365)", "--days");
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Remote.prepare();
    SignRequest signing =
        new SignRequest(
            Values.file("CACERT", line.argument(0)),
            Remote.keyFile("KEY", Values.file("KEY", line.argument(2)), context),
            Values.file("DB", line.argument(1)));
    OptionalLong days =
        line.has("--days")
            ? OptionalLong.of(GenerateCommand.days(line, "--days", 1))
            : OptionalLong.empty();
    SignRequest.Signed signed =
        signing.sign(Values.file("CSR", line.argument(3)), context.directory(), days);
    if (signed.command().isEmpty()) {
      context.note("the request carries no command: signed it for a server");
    }
    if (signed.isUseless()) {
      context.note("warning: endpoints refuse this command in a certificate");
    }
    if (signed.usableUntil().isPresent()) {
      context.note(
          "warning: it can be used until %s: then a certificate in %s ends"
              .formatted(signed.usableUntil().get(), line.argument(0)));
    }
    context
        .out()
        .done()
        .line(
            signed.file() + " (" + signed.describe() + ", valid for " + days(signed.days()) + ")");
  }

  private static String days(long days) {
    return days == 1 ? "a day" : days + " days";
  }
}
