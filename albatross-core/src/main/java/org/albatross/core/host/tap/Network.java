package org.albatross.core.host.tap;

import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import org.albatross.core.host.Abi;
import org.albatross.core.host.HostException;
import org.albatross.core.host.ProcessCommandRunner;

/** The bridges and taps of the host (docs/protocol/tenders.md, Tender). Any thread may ask. */
public interface Network {
  /** The bridges that there are now. */
  SortedSet<String> bridges() throws HostException;

  /**
   * Makes a tap that is attached to the bridge, and leaves MTU and address of the bridge as they
   * are: it has that MTU, and an address that begins with {@code fe}. When it fails, or this
   * process is killed, there is no tap, or one with its label.
   *
   * @param bridge any text: it may come from a user
   * @param label whose it is, for people and {@link #taps}; cut where it is too long
   * @param owner the user that may open it besides root
   * @return the tap's name
   */
  String createTap(String bridge, String label, OptionalInt owner) throws HostException;

  /** The taps whose label begins so. */
  List<String> taps(String labelPrefix) throws HostException;

  /** Removes a tap and returns when it is gone; a tap that is not there is no error. */
  void destroyTap(String tap) throws HostException;

  /** The network of this host. */
  static Network ofHost() {
    return Abi.ON_LINUX
        ? new LinuxNetwork()
        : new FreeBsdNetwork(new ProcessCommandRunner(java.time.Duration.ofSeconds(10)));
  }
}
