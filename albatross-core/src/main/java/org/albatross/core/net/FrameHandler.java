package org.albatross.core.net;

/** What a daemon does with the frames of one connection. Called on the loop's thread only. */
public interface FrameHandler {
  /** A frame came; it is empty where the peer ended a stream. */
  void onFrame(Connection connection, byte[] frame);

  /** The peer sent something that is no frame. */
  void onError(Connection connection, FrameException error);

  /** The peer sends nothing more, though it was to. It may still read. */
  default void onEnd(Connection connection) {
    connection.close();
  }

  /** The connection is closed, whoever closed it; called once. */
  default void onClosed(Connection connection) {}
}
