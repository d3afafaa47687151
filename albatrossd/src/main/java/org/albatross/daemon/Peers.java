package org.albatross.daemon;

import org.albatross.core.model.Name;

/** Who is told what starts and ends. */
interface Peers {
  /** A tender runs. */
  void started(Name name, Launched launched);

  /** A tender has ended. */
  void ended(Name name);
}
