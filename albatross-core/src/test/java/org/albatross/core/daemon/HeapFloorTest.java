package org.albatross.core.daemon;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.albatross.core.model.AlbatrossException;
import org.junit.jupiter.api.Test;

class HeapFloorTest {
  @Test
  void aHeapThatIsTooSmallIsRefusedWithWhatToGive() {
    AlbatrossException e =
        assertThrows(AlbatrossException.class, () -> HeapFloor.check(24, 16 << 20));
    assertEquals(
        "a heap of 16 MB is too small, at least 24 MB are needed: start it with"
            + " ALBATROSS_JAVA_OPTS=-Xmx24m, or more",
        e.getMessage());
  }

  /** Of 24 MB the serial collector keeps 768 KB to itself, and the JVM does not count them. */
  @Test
  void aHeapOfExactlyThatSizeIsEnough() {
    assertDoesNotThrow(() -> HeapFloor.check(24, (24 << 20) - (768 << 10)));
  }
}
