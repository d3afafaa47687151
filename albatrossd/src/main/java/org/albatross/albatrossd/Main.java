package org.albatross.albatrossd;

import org.albatross.core.daemon.DaemonMain;

/** The program albatrossd. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    DaemonMain.main(new AlbatrossdCommand(), args);
  }
}
