package org.albatross.client.transport;

import java.util.OptionalLong;

/** Hears how far data have come, from any thread. */
public interface Progress {
  Progress NONE =
      new Progress() {
        @Override
        public void at(long bytes, OptionalLong total) {}

        @Override
        public void end() {}
      };

  /**
   * So much is done.
   *
   * @param total how much there is to do, where that is known
   */
  void at(long bytes, OptionalLong total);

  /** Nothing more comes, for better or worse. */
  void end();
}
