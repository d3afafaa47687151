package org.albatross.albatrossd.unikernel;

import org.albatross.albatrossd.life.Tender;
import org.albatross.core.model.Name;

/** Who is told what starts and ends. */
public interface Peers {
  /** A tender runs. */
  void started(Name name, Tender tender);

  /** A tender has ended. */
  void ended(Name name);
}
