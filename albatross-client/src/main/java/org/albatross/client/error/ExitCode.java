package org.albatross.client.error;

/** What the client's exit says (contract 4, Exit codes). */
public final class ExitCode {
  public static final int SUCCESS = 0;

  /** The daemon answered with a failure. */
  public static final int REMOTE_COMMAND_FAILED = 117;

  /** The daemon hung up, or sent what is no message. */
  public static final int COMMUNICATION = 121;

  public static final int CONNECT = 122;
  public static final int OTHER = 123;
  public static final int USAGE = 124;
  public static final int INTERNAL = 125;

  private ExitCode() {}
}
