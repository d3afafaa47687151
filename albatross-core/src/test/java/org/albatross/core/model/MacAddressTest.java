package org.albatross.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MacAddressTest {
  @ParameterizedTest
  @ValueSource(strings = {"02:00:ab:cd:ef:99", "02-00-AB-CD-EF-99", "02:00:aB:Cd:eF:99"})
  void sixPairsOfDigitsWithColonsOrDashesAreRead(String text) throws Exception {
    MacAddress mac = MacAddress.parse(text);
    assertEquals("0200abcdef99", mac.bytes().toHex());
    assertEquals("02:00:ab:cd:ef:99", mac.toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "02",
        "02:00:00:00:00",
        "02:00:00:00:00:00:00",
        "0200ab00cd99",
        "2:0:0:0:0:1",
        "02:00:00:00:00:0g",
        "02:00:00:00:00:01 ",
        "02:00:00:00:00:01\n",
        ":02:00:00:00:00:01",
        "٠٢:00:00:00:00:01",
        "02.00.00.00.00.01"
      })
  void anythingElseIsAnErrorThatShowsHowToWriteIt(String text) {
    AlbatrossException error = assertThrows(AlbatrossException.class, () -> MacAddress.parse(text));
    assertEquals(
        "invalid MAC address " + Text.quote(text) + ": write it like 02:00:00:00:00:01",
        error.getMessage());
  }

  @Test
  void anAddressHasSixBytes() {
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(Bytes.wrap(new byte[5])));
    assertThrows(IllegalArgumentException.class, () -> new MacAddress(Bytes.wrap(new byte[7])));
  }

  @Test
  void itsTextIsReadAgain() {
    Property.holds(
        200,
        random -> {
          Bytes six = Bytes.wrap(java.util.Arrays.copyOf(random.bytes(6), 6));
          assertEquals(six, MacAddress.parse(new MacAddress(six).toString()).bytes());
        });
  }
}
