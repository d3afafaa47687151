package org.albatross.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The images as programs, under the stub and, if there is one in the PATH, under solo5-spt. */
@EnabledOnOs(value = OS.LINUX, architectures = "amd64")
class ImagesIT {
  private static final String WAYS = "org.albatross.testkit.Way#all";
  private static final int SIGILL = 4;
  private static final int SIGTERM = 15;

  @TempDir Path directory;

  @BeforeEach
  void writeImages() throws IOException {
    WriteImages.write(directory);
    for (String name : WriteImages.images().keySet()) {
      makeExecutable(directory.resolve(name));
    }
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void argumentsArePrintedAndOneGivesTheExitCode(Way way) throws Exception {
    Running.Result result = run(way, "arguments.spt", "--name=hello", "a  b", "--exit=42", "c");
    assertEquals("--name=hello a  b --exit=42 c\n", result.output());
    assertEquals(42, result.code());
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void theExitCodeIsZeroUnlessAnArgumentGivesIt(Way way) throws Exception {
    Running.Result result = run(way, "arguments.spt", "--name=--exit=3", "x--exit=4", "--exit");
    assertEquals("--name=--exit=3 x--exit=4 --exit\n", result.output());
    assertEquals(0, result.code());
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void withoutArgumentsAnEmptyLineIsPrinted(Way way) throws Exception {
    assertEquals(new Outcome(0, "\n"), Outcome.of(run(way, "arguments.spt")));
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void argumentsMayHaveEightThousandBytes(Way way) throws Exception {
    String argument = "x".repeat(8000) + "\u20ac";
    assertEquals(
        new Outcome(7, argument + " --exit=7\n"),
        Outcome.of(run(way, "arguments.spt", argument, "--exit=7")));
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void exactlySoManyLinesArePrintedAsTheFirstNumberSays(Way way) throws Exception {
    for (int count : new int[] {0, 1, 101, 102, 103, 100_000}) {
      StringBuilder expected = new StringBuilder();
      IntStream.rangeClosed(1, count)
          .forEach(
              i ->
                  expected.append(
                      String.format(Locale.ROOT, "line %010d of the unikernel output\n", i)));
      Running.Result result = run(way, "lines.spt", "--name=5", Integer.toString(count), "7");
      assertEquals(new Outcome(0, expected.toString()), Outcome.of(result), "lines: " + count);
    }
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void tenLinesArePrintedIfNoNumberIsGiven(Way way) throws Exception {
    Running.Result result = run(way, "lines.spt", "--name=5");
    assertEquals(10, result.output().lines().count());
    assertEquals(0, result.code());
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void theTickerTicksEachSecondWithoutWorkAndDiesOfSigterm(Way way) throws Exception {
    try (Running ticker = start(way, "ticker.spt")) {
      assertEquals("tick 0000000001", ticker.line());
      long first = System.nanoTime();
      int used = ticker.processorTime();
      assertEquals("tick 0000000002", ticker.line());
      assertEquals("tick 0000000003", ticker.line());
      double seconds = (System.nanoTime() - first) / 1e9;
      assertTrue(seconds > 1.9 && seconds < 5, "two ticks took " + seconds + " s");
      assertTrue(ticker.processorTime() - used <= 2, "it should sleep between the ticks");
      ticker.terminate();
      assertEquals(new Outcome(128 + SIGTERM, ""), Outcome.of(ticker.end()));
    }
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void theSleeperSleepsAndDiesOfSigterm(Way way) throws Exception {
    try (Running sleeper = start(way, "sleeper.spt")) {
      assertEquals("sleeping", sleeper.line());
      sleeper.terminate();
      assertEquals(new Outcome(128 + SIGTERM, ""), Outcome.of(sleeper.end()));
    }
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void theCrashingOneDiesOfASignal(Way way) throws Exception {
    assertEquals(
        new Outcome(128 + SIGILL, "crashing\n"), Outcome.of(run(way, "crash.spt", "--name=x")));
  }

  @ParameterizedTest
  @MethodSource(WAYS)
  void aPaddedImageRunsLikeAnother(Way way) throws Exception {
    Path image = directory.resolve("padded.spt");
    Files.write(image, UnikernelImage.builder(Program.ARGUMENTS).padding(5_000_000).build());
    makeExecutable(image);
    assertEquals(new Outcome(9, "--exit=9\n"), Outcome.of(run(way, "padded.spt", "--exit=9")));
  }

  private Running.Result run(Way way, String image, String... arguments) throws Exception {
    try (Running running = start(way, image, arguments)) {
      return running.end();
    }
  }

  private Running start(Way way, String image, String... arguments) throws IOException {
    Path file = directory.resolve(image);
    return Running.start(directory, way.command(directory, List.of("--mem=16"), file, arguments));
  }

  private static void makeExecutable(Path image) throws IOException {
    Files.setPosixFilePermissions(image, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** Without stderr, on which the stub says what it is. */
  private record Outcome(int code, String output) {
    static Outcome of(Running.Result result) {
      return new Outcome(result.code(), result.output());
    }
  }
}
