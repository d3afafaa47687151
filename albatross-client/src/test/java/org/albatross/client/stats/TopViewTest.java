package org.albatross.client.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.junit.jupiter.api.Test;

class TopViewTest {
  private static final TerminalSize SIZE = new TerminalSize(12, 110);

  private final TopView view = TopView.initial(true);

  private static Observed.Watched unikernel(
      String name, double cpu, long memory, double in, double out, long uptime, Double... history)
      throws InvalidNameException {
    return new Observed.Watched(
        new Usage(
            Name.parse(name),
            OptionalDouble.of(cpu),
            memory,
            OptionalDouble.of(in),
            OptionalDouble.of(out),
            Duration.ofSeconds(uptime)),
        List.of(history));
  }

  private static List<Observed.Watched> three() throws InvalidNameException {
    return List.of(
        unikernel("a:quiet", 0, 16 << 20, 0, 0, 90_000, 0.0, 0.0),
        unikernel("web", 42.2, 32 << 20, 2048, 1.5e6, 75, 1.0, 50.0, 100.0),
        unikernel("b:dns", 3, 8 << 20, 4096, 100, 5));
  }

  private List<String> order(TopView some) throws InvalidNameException {
    return some.lines(three(), SIZE).subList(3, 6).stream()
        .map(line -> line.substring(0, line.indexOf(' ')))
        .toList();
  }

  @Test
  void theScreenIsTitleHeadingsRowsAndKeys() throws Exception {
    List<String> lines = view.lines(three(), SIZE);
    assertEquals(12, lines.size());
    assertEquals("albatross  3 unikernels  CPU 45.2 %  memory 56.0 MB  by cpu", lines.get(0));
    List<String> one = view.lines(three().subList(0, 1), SIZE);
    assertTrue(one.get(0).startsWith("albatross  1 unikernel  CPU"), one.get(0));
    assertTrue(lines.get(2).startsWith("NAME     CPU %"), lines.get(2));
    assertEquals(
        "web       42.2  ████░░░░░░  32.0 MB  ██████████  2.0 kB  1.4 MB  1m 15s  ▁▄█",
        lines.get(3));
    assertEquals(
        "a:quiet    0.0  ░░░░░░░░░░  16.0 MB  █████░░░░░     0 B     0 B   1d 1h", lines.get(5));
    assertTrue(lines.get(11).startsWith("q quit"), lines.get(11));
  }

  @Test
  void rowsAreSortedByWhatIsAskedFor() throws Exception {
    assertEquals(List.of("web", "b:dns", "a:quiet"), order(view));
    assertEquals(List.of("web", "a:quiet", "b:dns"), order(view.sortedBy(TopView.Order.MEMORY)));
    assertEquals(List.of("b:dns", "web", "a:quiet"), order(view.sortedBy(TopView.Order.IN)));
    assertEquals(List.of("web", "b:dns", "a:quiet"), order(view.sortedBy(TopView.Order.OUT)));
    assertEquals(List.of("a:quiet", "web", "b:dns"), order(view.sortedBy(TopView.Order.UPTIME)));
    TopView names = view.sortedBy(TopView.Order.NAME);
    assertEquals(List.of("web", "a:quiet", "b:dns"), order(names));
    assertEquals(List.of("b:dns", "a:quiet", "web"), order(names.reverse()));
    assertTrue(names.reverse().lines(three(), SIZE).get(0).contains("by name, reversed"));
  }

  @Test
  void aTerminalWithoutUnicodeGetsAscii() throws Exception {
    String all = String.join("\n", TopView.initial(false).lines(three(), SIZE));
    assertTrue(all.contains("####......"), all);
    assertTrue(all.chars().allMatch(c -> c < 128), all);
  }

  @Test
  void everythingFitsAnyScreen() throws Exception {
    List<Observed.Watched> many =
        IntStream.range(0, 200)
            .mapToObj(
                i -> {
                  try {
                    return unikernel("a".repeat(60) + ":n" + i, i, i, i, i, i, (double) i);
                  } catch (InvalidNameException e) {
                    throw new IllegalStateException(e);
                  }
                })
            .toList();
    for (int rows : new int[] {1, 2, 3, 4, 5, 24, 300}) {
      for (int columns : new int[] {1, 10, 80, 300}) {
        List<String> lines = view.lines(many, new TerminalSize(rows, columns));
        assertTrue(lines.size() <= rows, rows + " rows");
        assertTrue(lines.stream().allMatch(line -> line.length() <= columns));
      }
    }
    TopView scrolled = view.scrolled(1000, 200);
    List<String> last = scrolled.lines(many, SIZE);
    assertTrue(last.get(0).endsWith("(192 above)"), last.get(0));
    assertEquals(0, scrolled.scrolled(-5000, 200).first());
    assertEquals(0, view.scrolled(1, 0).first());
  }

  @Test
  void withoutStatisticsItSaysThatItWaits() {
    assertTrue(view.lines(List.of(), SIZE).get(1).startsWith("waiting"));
  }
}
