package org.albatross.client.tls;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.albatross.client.error.ClientException;

/** What a failure of TLS means to a person (docs/protocol/client.md, Exit codes). */
final class TlsFailures {
  /** Alerts about a certificate (RFC 8446, 6.2); some servers send less exact ones. */
  private static final Set<String> ABOUT_CERTIFICATE =
      Set.of(
          "bad_certificate",
          "unsupported_certificate",
          "certificate_revoked",
          "certificate_expired",
          "certificate_unknown",
          "unknown_ca",
          "access_denied",
          "certificate_required",
          "decrypt_error");

  /** What to do about a certificate that is not valid yet, or no longer. */
  static final String TIME = "is the time right on both hosts? Else it has to be signed anew";

  private static final String ALERT = "fatal alert: ";

  private TlsFailures() {}

  /** The endpoint's last word about our certificate, if that is what an error is. */
  static Optional<ClientException> refusal(Destination destination, IOException error) {
    return alert(error)
        .filter(ABOUT_CERTIFICATE::contains)
        .map(
            alert ->
                ClientException.certificateRefused(
                        destination + " does not accept our certificate (" + alert + ")")
                    .hint(hint(alert)));
  }

  static ClientException handshake(Destination destination, IOException error) {
    String what = "no TLS connection to " + destination + ": " + error.getMessage();
    return ClientException.communication(what)
        .hint("is what listens there an albatross-tls-endpoint? It speaks TLS 1.3");
  }

  private static Optional<String> alert(IOException error) {
    String message = String.valueOf(error.getMessage());
    int at = message.lastIndexOf(ALERT);
    return at < 0 ? Optional.empty() : Optional.of(message.substring(at + ALERT.length()).trim());
  }

  private static String hint(String alert) {
    return switch (alert) {
      case "certificate_expired" -> TIME;
      case "unknown_ca" -> "the endpoint trusts another CA";
      case "bad_certificate", "certificate_unknown" -> // so do others tell of a wrong time
          "the log of albatross-tls-endpoint says why; is the time right on both hosts?";
      default -> "the log of albatross-tls-endpoint says why";
    };
  }
}
