package org.albatross.core.wire.der;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol/wire.md, Messages: GeneralizedTime. */
class GeneralizedTimeTest {
  @ParameterizedTest
  @CsvSource({
    "20261123150405Z, 2026-11-23T15:04:05Z",
    "20261123150405.1Z, 2026-11-23T15:04:05.1Z",
    "20261123150405.123Z, 2026-11-23T15:04:05.123Z",
    "20261123150405.123456789Z, 2026-11-23T15:04:05.123456789Z",
    "20261123150405.1234567899Z, 2026-11-23T15:04:05.123456789Z",
    "20261123150405.000Z, 2026-11-23T15:04:05Z",
    "00000101000000Z, 0000-01-01T00:00:00Z",
    "99991231235959.999Z, 9999-12-31T23:59:59.999Z",
    "19700101000000Z, 1970-01-01T00:00:00Z",
    "20240229000000Z, 2024-02-29T00:00:00Z"
  })
  void aTimeIsReadWithAFractionOfAnyLength(String text, Instant expected) throws Exception {
    assertEquals(expected, GeneralizedTime.parse(text));
  }

  @ParameterizedTest
  @CsvSource({"20161231235960Z, 2017-01-01T00:00:00Z", "20261123150460.5Z, 2026-11-23T15:05:00.5Z"})
  void aLeapSecondIsTheNextSecond(String text, Instant expected) throws Exception {
    assertEquals(expected, GeneralizedTime.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "20261123150405",
        "20261123150405z",
        "20261123150405.Z",
        "20261123150405,5Z",
        "20261123150405+0100",
        "202611231504Z",
        "2026112315Z",
        "261123150405Z",
        "20261323150405Z",
        "20260023150405Z",
        "20261100150405Z",
        "20261131150405Z",
        "20230229000000Z",
        "20261123240000Z",
        "20261123156005Z",
        "20261123150461Z",
        "99991231235960Z",
        "-0260101000000Z",
        " 20261123150405Z",
        "20261123150405Z\n",
        "２0261123150405Z",
        "20261123150405.-1Z",
        "20261123150405.1.1Z"
      })
  void anyOtherFormIsAnErrorThatShowsTheText(String text) {
    DecodeException error = assertThrows(DecodeException.class, () -> GeneralizedTime.parse(text));
    assertEquals("not a time: " + org.albatross.core.model.Text.quote(text), error.getMessage());
  }

  @Test
  void anEndlessFractionIsReadInOneGo() throws Exception {
    assertEquals(
        Instant.parse("2026-11-23T15:04:05.333333333Z"),
        GeneralizedTime.parse("20261123150405." + "3".repeat(1 << 20) + "Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T15:04:05Z, 20261123150405Z",
    "2026-11-23T15:04:05.1Z, 20261123150405.100Z",
    "2026-11-23T15:04:05.1239999Z, 20261123150405.123Z",
    "2026-12-31T23:59:59.999999999Z, 20261231235959.999Z",
    "2026-11-23T15:04:05.000200Z, 20261123150405.000Z",
    "1969-12-31T23:59:59.250Z, 19691231235959.250Z",
    "0000-01-01T00:00:00Z, 00000101000000Z",
    "9999-12-31T23:59:59Z, 99991231235959Z"
  })
  void threeDigitsAreWrittenCutAndNotRoundedOrNone(Instant time, String text) {
    assertEquals(text, GeneralizedTime.format(time));
  }

  @Test
  void aYearOfOtherThanFourDigitsIsNeverWritten() {
    for (String time : new String[] {"-0001-12-31T23:59:59Z", "+10000-01-01T00:00:00Z"}) {
      assertThrows(
          IllegalArgumentException.class, () -> GeneralizedTime.format(Instant.parse(time)));
    }
  }

  @Test
  void everyTimeIsReadAgainToTheMillisecond() {
    Instant first = Instant.parse("0000-01-01T00:00:00Z");
    Instant last = Instant.parse("9999-12-31T23:59:59Z");
    long seconds = last.getEpochSecond() - first.getEpochSecond();
    Property.holds(
        2000,
        random -> {
          Instant time =
              first
                  .plusSeconds(Math.floorMod(random.anyLong(), seconds))
                  .plusNanos(random.between(0, 999_999_999));
          assertEquals(
              time.truncatedTo(ChronoUnit.MILLIS),
              GeneralizedTime.parse(GeneralizedTime.format(time)));
        });
  }
}
