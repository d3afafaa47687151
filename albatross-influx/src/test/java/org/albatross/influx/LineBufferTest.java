package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineBufferTest {
  private final LineBuffer buffer = new LineBuffer(9);

  private void add(String... lines) {
    for (String line : lines) {
      buffer.add(line + "\n");
    }
  }

  @Test
  void linesComeOutInOrder() throws Exception {
    add("a", "b", "c");
    buffer.await();
    assertEquals("a\nb\n", buffer.take(2));
    assertEquals("c\n", buffer.take(2));
    assertEquals("", buffer.take(2));
  }

  @Test
  void theOldestGoWhenThereAreTooManyAndAreCounted() {
    add("a", "b", "c", "d", "e", "f");
    assertEquals(2, buffer.takeDropped());
    assertEquals(0, buffer.takeDropped());
    assertEquals("c\nd\ne\nf\n", buffer.take(9));
    add("x".repeat(20));
    assertEquals(0, buffer.size());
    assertEquals(1, buffer.takeDropped());
  }

  @Test
  void whatIsPutBackIsTheOldestAgain() {
    add("a", "b");
    String batch = buffer.take(9);
    add("c", "d", "e");
    buffer.putBack(batch);
    assertEquals(1, buffer.takeDropped());
    assertEquals("b\nc\nd\ne\n", buffer.take(9));
  }
}
