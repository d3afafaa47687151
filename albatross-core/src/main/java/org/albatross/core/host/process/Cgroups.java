package org.albatross.core.host.process;

import java.util.List;
import org.albatross.core.host.HostException;
import org.albatross.core.model.Name;

/** Limits of memory and CPU time for tenders, each in a group of its own. */
public interface Cgroups {
  /**
   * Makes a unikernel's group.
   *
   * @param memory in MB, of the unikernel alone
   * @param cpus how many CPUs it may use at once
   * @return the command line that enters the group and becomes the tender
   */
  List<String> enter(Name unikernel, long memory, int cpus, List<String> argv) throws HostException;

  /** Removes the group of a unikernel that has ended, if there is one. */
  void leave(Name unikernel) throws HostException;

  /** Removes all groups, in none of which anything runs any more. */
  void leaveAll() throws HostException;

  /** For hosts without. */
  Cgroups NONE =
      new Cgroups() {
        @Override
        public List<String> enter(Name unikernel, long memory, int cpus, List<String> argv) {
          return argv;
        }

        @Override
        public void leave(Name unikernel) {}

        @Override
        public void leaveAll() {}
      };
}
