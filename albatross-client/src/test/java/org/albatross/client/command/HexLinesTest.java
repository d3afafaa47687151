package org.albatross.client.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class HexLinesTest {
  @Test
  void aLineOverTheLimitIsAnErrorOfThatLineOnly() throws IOException {
    HexLines lines =
        new HexLines(new ByteArrayInputStream("00010203\n000102\n".getBytes(UTF_8)), 3);
    assertEquals("longer than 3 bytes", lines.next().error());
    assertEquals("000102", lines.next().bytes().toHex());
    assertFalse(lines.hasNext());
  }
}
