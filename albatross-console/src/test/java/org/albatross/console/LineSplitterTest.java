package org.albatross.console;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.albatross.core.model.Bytes;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.Test;

class LineSplitterTest {
  private final List<String> lines = new ArrayList<>();
  private final LineSplitter splitter = new LineSplitter(line -> lines.add(text(line)));

  private static String text(Bytes line) {
    return new String(line.toArray(), ISO_8859_1);
  }

  private void feed(String text) {
    splitter.feed(text.getBytes(ISO_8859_1), text.length());
  }

  @Test
  void linesEndAtNewlinesAndEmptyOnesAreDropped() {
    feed("\n\none\n\ntwo\r\n");
    assertEquals(List.of("one", "two\r"), lines);
  }

  @Test
  void aLineMayComeInPieces() {
    feed("he");
    feed("ll");
    assertEquals(List.of(), lines);
    feed("o\nwor");
    feed("ld\n");
    assertEquals(List.of("hello", "world"), lines);
  }

  @Test
  void aLineOf512BytesIsWhole() {
    feed("x".repeat(512));
    feed("\n");
    assertEquals(List.of("x".repeat(512)), lines);
  }

  @Test
  void aLongerLineIsCutAndMarkedBeforeItsEnd() {
    feed("x".repeat(512));
    feed("y");
    assertEquals(List.of("x".repeat(512) + " [truncated]"), lines);
    feed("z".repeat(100_000));
    feed("\nnext\n");
    assertEquals(List.of("x".repeat(512) + " [truncated]", "next"), lines);
  }

  @Test
  void whatWasBegunIsALineAtTheEnd() {
    feed("panic");
    splitter.end();
    assertEquals(List.of("panic"), lines);
  }

  @Test
  void theCutOfPiecesDoesNotMatter() {
    Property.holds(
        300,
        random -> {
          byte[] output = output(random);
          lines.clear();
          LineSplitter fresh = new LineSplitter(line -> lines.add(text(line)));
          int at = 0;
          while (at < output.length) {
            int end = Math.min(output.length, at + random.between(1, 700));
            byte[] piece = Arrays.copyOfRange(output, at, end);
            fresh.feed(piece, piece.length);
            Arrays.fill(piece, (byte) '!');
            at = end;
          }
          fresh.end();
          assertEquals(model(output), lines);
        });
  }

  private static byte[] output(SeededRandom random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = random.between(0, 20); i > 0; i--) {
      out.writeBytes(random.bytes(random.oneIn(3) ? 1500 : 20));
      out.writeBytes("a".repeat(random.between(0, 514)).getBytes(ISO_8859_1));
      out.write('\n');
    }
    return out.toByteArray();
  }

  private static List<String> model(byte[] output) {
    return Stream.of(new String(output, ISO_8859_1).split("\n", -1))
        .filter(line -> !line.isEmpty())
        .map(line -> line.length() > 512 ? line.substring(0, 512) + " [truncated]" : line)
        .toList();
  }
}
