package org.albatross.core.host;

import java.util.SortedSet;

/** The bridges and taps of the host (contract 3). Any thread may ask. */
public interface Network {
  /** The bridges that there are now. */
  SortedSet<String> bridges() throws HostException;

  /**
   * Makes a tap that is attached to the bridge. When it fails there is no tap.
   *
   * @param bridge any text: it may come from a user
   * @return the tap's name
   */
  String createTap(String bridge) throws HostException;

  /** Removes a tap and returns when it is gone; a tap that is not there is no error. */
  void destroyTap(String tap) throws HostException;

  /** The network of this host. */
  static Network ofHost() {
    return Abi.ON_LINUX
        ? new LinuxNetwork()
        : new FreeBsdNetwork(new ProcessCommandRunner(java.time.Duration.ofSeconds(10)));
  }
}
