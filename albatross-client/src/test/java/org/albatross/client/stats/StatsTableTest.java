package org.albatross.client.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class StatsTableTest {
  /** In digits that a terminal knows, whatever the locale. */
  @Test
  void linesThatWereDrawnAreTakenBack() {
    assertEquals("\033[12A\r\033[J", StatsTable.erase(12));
  }
}
