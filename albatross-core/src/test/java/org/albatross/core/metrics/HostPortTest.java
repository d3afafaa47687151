package org.albatross.core.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    "fe80::1%eth0,[fe80::1%eth0]:8094",
    "fe80::1%eth-0.5,[fe80::1%eth-0.5]:8094",
    "[fe80::1%eth-0.5]:7,[fe80::1%eth-0.5]:7",
    "2001:db8::a:b,[2001:db8::a:b]:8094",
    "::ffff:10.0.0.1,[::ffff:10.0.0.1]:8094",
  })
  void addressesAreRead(String text, String expected) throws Exception {
    assertEquals(expected, HostPort.parse(text, 8094).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        ":80",
        "a:",
        "a:b",
        "a:65536",
        "a:-1",
        "a b",
        "[::1",
        "a:1:x",
        "1:2:3",
        ":::",
        "[1:2]:3",
        "::1:99999x",
        "fe80::1%",
        "::1:70000"
      })
  void whatIsNoAddressIsRefused(String text) {
    assertThrows(AlbatrossException.class, () -> HostPort.parse(text, 1));
  }

  /** The original writes HOST:PORT without brackets; only one reading is an address here. */
  @ParameterizedTest
  @CsvSource({
    "fe80::1%eth0:1025,[fe80::1%eth0]:1025",
    "1:2:3:4:5:6:7:8:1025,[1:2:3:4:5:6:7:8]:1025",
    "::1:10250,[::1]:10250",
    "::ffff:10.0.0.1:1025,[::ffff:10.0.0.1]:1025",
  })
  void whatIsAnAddressOnlyWithoutItsLastNumberHasAPort(String text, String expected)
      throws Exception {
    assertEquals(expected, HostPort.parse(text, 8094).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "::1:1025,[::1]:1025,[::1:1025]",
    "2001:db8::5:80,[2001:db8::5]:80,[2001:db8::5:80]",
  })
  void anAddressWhoseEndMayBeAPortIsRefusedWithBothReadings(
      String text, String withPort, String without) {
    String message =
        assertThrows(AlbatrossException.class, () -> HostPort.parse(text, 8094)).getMessage();
    assertTrue(message.contains("write " + withPort + " or " + without), message);
  }

  @Test
  void aHostThatIsNotKnownShowsWhenItIsUsed() throws Exception {
    assertEquals(true, HostPort.parse("no-such-host.invalid:1", 1).resolve().isUnresolved());
  }
}
