package org.albatross.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.albatross.core.model.AlbatrossException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
  @ParameterizedTest
  @CsvSource({
    "localhost,localhost:8094",
    "localhost:1,localhost:1",
    "10.0.0.1:65535,10.0.0.1:65535",
    "::1,[::1]:8094",
    "[::1]:7,[::1]:7",
    "[::1],[::1]:8094",
    "fe80::1,[fe80::1]:8094",
    "[fe80::1%eth0]:7,[fe80::1%eth0]:7",
  })
  void addressesAreRead(String text, String expected) throws Exception {
    assertEquals(expected, HostPort.parse(text, 8094).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ":", ":80", "a:", "a:b", "a:65536", "a:-1", "a b", "[::1", "a:1:x"})
  void whatIsNoAddressIsRefused(String text) {
    assertThrows(AlbatrossException.class, () -> HostPort.parse(text, 1));
  }

  @Test
  void aHostThatIsNotKnownShowsWhenItIsUsed() throws Exception {
    assertEquals(true, HostPort.parse("no-such-host.invalid:1", 1).resolve().isUnresolved());
  }
}
