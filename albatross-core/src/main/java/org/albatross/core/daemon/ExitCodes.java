package org.albatross.core.daemon;

/** How a daemon's process ends (docs/protocol/client.md, Exit codes). */
public final class ExitCodes {
  public static final int SUCCESS = 0;

  /** Something that the user, the host or a peer got wrong. */
  public static final int OTHER_ERROR = 123;

  /** The command line is wrong. */
  public static final int USAGE = 124;

  /** A bug, or the end of a thread that the daemon cannot do without ({@link LastWords}). */
  public static final int INTERNAL_ERROR = 125;

  private ExitCodes() {}
}
