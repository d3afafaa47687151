package org.albatross.client.error;

import java.io.IOException;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.net.UnixSockets;

/** Why the client gives up: a message and a hint for a person, and an exit code. */
public final class ClientException extends AlbatrossException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;
  private final String hint;

  private ClientException(int exitCode, String message, String hint, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.hint = hint;
  }

  /** The command line is wrong. */
  public static ClientException usage(String message) {
    return new ClientException(ExitCode.USAGE, message, "", null);
  }

  public static ClientException connect(String message) {
    return new ClientException(ExitCode.CONNECT, message, "", null);
  }

  public static ClientException communication(String message) {
    return new ClientException(ExitCode.COMMUNICATION, message, "", null);
  }

  /** The daemon said no. */
  public static ClientException refused(String message) {
    return new ClientException(ExitCode.REMOTE_COMMAND_FAILED, message, "", null);
  }

  /** The certificates that we would show are not valid. */
  public static ClientException chain(String message) {
    return new ClientException(ExitCode.OWN_CHAIN_INVALID, message, "", null);
  }

  /** The endpoint did not take our certificate. */
  public static ClientException certificateRefused(String message) {
    return new ClientException(ExitCode.CERTIFICATE_REFUSED, message, "", null);
  }

  /** The endpoint is not one that {@code --server-ca} vouches for. */
  public static ClientException serverNotTrusted(String message) {
    return new ClientException(ExitCode.SERVER_NOT_TRUSTED, message, "", null);
  }

  /** The build server did not give what was asked for. */
  public static ClientException http(String message) {
    return new ClientException(ExitCode.HTTP, message, "", null);
  }

  /** Something on this side, such as a file. */
  public static ClientException other(String message) {
    return new ClientException(ExitCode.OTHER, message, "", null);
  }

  /** A file could not be read or written. */
  public static ClientException file(String what, IOException cause) {
    return new ClientException(
        ExitCode.OTHER, what + ": " + UnixSockets.describe(cause), "", cause);
  }

  /** The same with what to do about it. */
  public ClientException hint(String text) {
    return new ClientException(exitCode, getMessage(), text, getCause());
  }

  public int exitCode() {
    return exitCode;
  }

  public Optional<String> hint() {
    return hint.isEmpty() ? Optional.empty() : Optional.of(hint);
  }
}
