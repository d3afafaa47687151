package org.albatross.client.error;

/** What the client's exit says (docs/protocol/client.md, Exit codes). */
public final class ExitCode {
  public static final int SUCCESS = 0;

  /** What was asked for was done; only what was to be said about it could not be written. */
  public static final int OUTPUT_LOST = 115;

  /** Our own certificates are not valid, so nothing was sent. */
  public static final int OWN_CHAIN_INVALID = 116;

  /** The daemon answered with a failure. */
  public static final int REMOTE_COMMAND_FAILED = 117;

  /** The build server. */
  public static final int HTTP = 118;

  /** The endpoint refused our certificate. */
  public static final int CERTIFICATE_REFUSED = 119;

  /** The endpoint's certificate is not valid here. */
  public static final int SERVER_NOT_TRUSTED = 120;

  /** The daemon hung up, or sent what is no message. */
  public static final int COMMUNICATION = 121;

  public static final int CONNECT = 122;
  public static final int OTHER = 123;
  public static final int USAGE = 124;
  public static final int INTERNAL = 125;

  private ExitCode() {}
}
