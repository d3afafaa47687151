package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Path;
import org.albatross.client.certificate.CertificateAuthority;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Values;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Label;

/** {@code generate}: makes a CA, and a certificate for the endpoint. */
final class GenerateCommand implements ClientCommand {
  /** A little more than a hundred years: further away than any clock in use is right. */
  static final long MAX_DAYS = 36_525;

  private static final long CA_DAYS = 3650;
  private static final long SERVER_DAYS = 365;

  @Override
  public void declare(Syntax syntax) {
    syntax.argument("NAME", "of the CA, whose key goes to NAME.key and certificate to cacert.pem");
    syntax.argument("DB", "the file in which is noted what was signed");
    syntax.option("N", "how long the CA is valid (3650)", "--days");
    syntax.option("NAME", "of the endpoint, whose files are called after it (server)", "--server");
    syntax.option("N", "how long the endpoint's certificate is valid (365)", "--server-days");
    Target.declareKeyType(syntax);
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    Remote.prepare();
    CertificateAuthority authority =
        new CertificateAuthority(context.directory(), Remote.keyType(line));
    var ca =
        new CertificateAuthority.Subject(name(line.argument(0)), days(line, "--days", CA_DAYS));
    var server =
        new CertificateAuthority.Subject(
            name(line.value("--server").orElse("server")),
            days(line, "--server-days", SERVER_DAYS));
    for (Path file : authority.generate(ca, server, Values.file("DB", line.argument(1)))) {
      context.out().done().line(file.toString());
    }
  }

  private static Label name(String text) throws ClientException {
    try {
      return Label.of(text);
    } catch (InvalidNameException e) {
      throw ClientException.usage(e.getMessage());
    }
  }

  static long days(ParsedLine line, String option, long standard) throws ClientException {
    String text = line.value(option).orElse(Long.toString(standard));
    return Values.number(option, text, 1, MAX_DAYS);
  }
}
