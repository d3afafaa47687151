package org.albatross.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0 bytes",
    "4096, 4096, 4KiB",
    "1000b, 1000, 1000 bytes",
    "64KiB, 65536, 64KiB",
    "1536kib, 1572864, 1536KiB",
    "256MiB, 268435456, 256MiB",
    "16GIB, 17179869184, 16GiB",
    "2048TiB, 2251799813685248, 2048TiB",
  })
  void aSizeIsReadAndShown(String text, long bytes, String shown) {
    assertEquals(Optional.of(new DataSize(bytes)), DataSize.parse(text));
    assertEquals(shown, new DataSize(bytes).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "1.5MiB", "64MB", "MiB", "1 MiB", "٣", "1234567890123456789"})
  void whatIsNoSizeIsNotRead(String text) {
    assertEquals(Optional.empty(), DataSize.parse(text));
  }

  /** 2^64 bytes and a little more would otherwise be that little. */
  @Test
  void whatIsTooLargeIsTheLargest() {
    assertEquals(Optional.of(new DataSize(Long.MAX_VALUE)), DataSize.parse("17179869185GiB"));
    assertEquals(
        Optional.of(new DataSize(Long.MAX_VALUE)), DataSize.parse("999999999999999999tib"));
  }
}
