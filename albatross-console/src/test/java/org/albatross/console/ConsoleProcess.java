package org.albatross.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.albatross.core.host.file.Fifo;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.net.FrameChannel;

/** The real albatross-console in a directory of its own, and what the others do around it. */
final class ConsoleProcess implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int MAX_FRAME = 1 << 20;

  private final Path directory;
  private final Path errors;
  private final Process process;

  private ConsoleProcess(Path directory, Path errors, Process process) {
    this.directory = directory;
    this.errors = errors;
    this.process = process;
  }

  /** Starts it below a directory and waits until it listens. */
  static ConsoleProcess start(Path directory, String... options) throws Exception {
    return awaited(launch(directory, List.of(), options));
  }

  /**
   * Starts it with another heap than is usual here.
   *
   * @param heap such as {@code 24m}
   */
  static ConsoleProcess startWithHeap(Path directory, String heap, String... options)
      throws Exception {
    return awaited(launch(directory, List.of(), "-Xmx" + heap, options));
  }

  private static ConsoleProcess awaited(ConsoleProcess started) throws Exception {
    await(() -> Files.exists(started.socket()) || !started.process.isAlive());
    return started;
  }

  /** Starts it, by a launcher if there is one. */
  static ConsoleProcess launch(Path directory, List<String> launcher, String... options)
      throws IOException {
    return launch(directory, launcher, "-Xmx64m", options);
  }

  private static ConsoleProcess launch(
      Path directory, List<String> launcher, String heap, String... options) throws IOException {
    List<String> command = new ArrayList<>(launcher);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xms4m",
            heap,
            "-cp",
            System.getProperty("java.class.path"),
            ConsoleDaemon.class.getName(),
            "--tmpdir",
            directory.toString()));
    command.addAll(List.of(options));
    Path errors = Files.createTempFile("console", ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(errors.toFile())
            .start();
    return new ConsoleProcess(directory, errors, process);
  }

  /** A condition that takes its time. */
  interface Condition {
    boolean holds() throws Exception;
  }

  static void await(Condition condition) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.holds()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("did not come true in " + PATIENCE);
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  Path socket() {
    return directory.resolve("util/console.sock");
  }

  Path fifo(String name) {
    return directory.resolve("fifo").resolve(name);
  }

  Peer connect() throws IOException {
    return connect(socket());
  }

  static Peer connect(Path socket) throws IOException {
    return new Peer(FrameChannel.connect(socket, MAX_FRAME));
  }

  void makeFifo(String name) throws AlbatrossException {
    Fifo.make(fifo(name));
  }

  /** The unikernel's end of its fifo, which the console must read. */
  OutputStream openFifo(String name) throws IOException {
    return new FileOutputStream(fifo(name).toFile());
  }

  /** Lets a unikernel say something, and go. */
  void say(String name, String text) throws IOException {
    try (OutputStream out = openFifo(name)) {
      out.write(text.getBytes(UTF_8));
    }
  }

  /** Its private memory, in kB. */
  long privateMemory() throws IOException {
    return Files.readAllLines(proc("status")).stream()
        .filter(line -> line.startsWith("RssAnon:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /** Processor time that it took so far, in ticks of 10 ms. */
  long ticks() throws IOException {
    String stat = Files.readString(proc("stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /** How many descriptors it has open. */
  long descriptors() throws IOException {
    try (var open = Files.list(proc("fd"))) {
      return open.count();
    }
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  boolean isAlive() {
    return process.isAlive();
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  int exitCode() throws Exception {
    await(() -> !process.isAlive());
    return process.exitValue();
  }

  /** Ends it as a supervisor does; the exit code. */
  int terminate() throws Exception {
    process.destroy();
    return exitCode();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    Files.deleteIfExists(errors);
  }
}
