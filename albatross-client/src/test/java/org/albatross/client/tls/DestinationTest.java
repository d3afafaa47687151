package org.albatross.client.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.albatross.client.error.ClientException;
import org.albatross.client.error.ExitCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code --destination} takes. */
class DestinationTest {
  @ParameterizedTest
  @CsvSource({
    "host.example,host.example:1025",
    "host.example:7,host.example:7",
    "::1,[::1]:1025",
    "[::1],[::1]:1025",
    "[::1]:7,[::1]:7",
    "fe80::1%eth0,[fe80::1%eth0]:1025",
    "fe80::1%eth0:7,[fe80::1%eth0]:7",
  })
  void namesAndAddressesAreRead(String text, String expected) throws Exception {
    assertEquals(expected, Destination.parse(text).toString());
  }

  @Test
  void anAddressWhoseEndMayBeAPortIsRefusedWithBothReadings() {
    ClientException e = assertThrows(ClientException.class, () -> Destination.parse("::1:1025"));
    assertEquals(ExitCode.USAGE, e.exitCode());
    assertTrue(e.getMessage().startsWith("--destination"), e.getMessage());
    assertTrue(e.getMessage().contains("write [::1]:1025 or [::1:1025]"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":7", "host:0", "host:65536", "host:x", "a/b", "1:2:3", "[::1"})
  void whatIsNoDestinationIsRefusedAsUsage(String text) {
    ClientException e = assertThrows(ClientException.class, () -> Destination.parse(text));
    assertEquals(ExitCode.USAGE, e.exitCode());
    assertTrue(e.getMessage().contains("--destination"), e.getMessage());
  }
}
