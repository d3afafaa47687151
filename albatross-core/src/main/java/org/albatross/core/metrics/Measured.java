package org.albatross.core.metrics;

import java.util.List;
import org.albatross.core.net.EventLoop;

/** A daemon that tells about itself. */
public interface Measured {
  /** The loop whose thread owns what is told. */
  EventLoop loop();

  /**
   * Its numbers of this moment, beside those of its process; asked for on the loop's thread.
   *
   * @param vm the value of the tag of that name, which each point has first
   */
  List<Point> points(String vm);
}
