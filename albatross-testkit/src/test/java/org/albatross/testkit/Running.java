package org.albatross.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A program that a test runs; closing kills it. Each wait has a deadline. */
final class Running implements AutoCloseable {
  private static final int DEADLINE_SECONDS = 20;

  /** A thread for each stream: those of the common pool can all be waiting already. */
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "stream of a program");
        thread.setDaemon(true);
        thread.start();
      };

  /** What a program left: exit code (128 and the number of the signal), stdout and stderr. */
  record Result(int code, String output, String errors) {}

  private final Process process;
  private final BufferedReader output;
  private final CompletableFuture<String> errors;

  private Running(Process process) {
    this.process = process;
    output = process.inputReader(StandardCharsets.UTF_8);
    errors =
        CompletableFuture.supplyAsync(
            () -> text(process.errorReader(StandardCharsets.UTF_8)), THREADS);
  }

  static Running start(Path directory, List<String> command) throws IOException {
    return new Running(new ProcessBuilder(command).directory(directory.toFile()).start());
  }

  /** Runs it to its end. */
  static Result run(Path directory, List<String> command) throws Exception {
    try (Running running = start(directory, command)) {
      return running.end();
    }
  }

  Result end() throws Exception {
    String text = within(CompletableFuture.supplyAsync(() -> text(output), THREADS));
    if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("still running: " + process.info());
    }
    return new Result(process.exitValue(), text, within(errors));
  }

  String line() throws Exception {
    return within(
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return output.readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            THREADS));
  }

  /** Sends SIGTERM; the process's own method would close the pipes before all is read. */
  void terminate() {
    process.toHandle().destroy();
  }

  long pid() {
    return process.pid();
  }

  /** The processor time that it used itself, in hundredths of a second. */
  int processorTime() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Integer.parseInt(fields[11]) + Integer.parseInt(fields[12]);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private static <T> T within(CompletableFuture<T> future)
      throws InterruptedException, ExecutionException {
    try {
      return future.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("nothing within " + DEADLINE_SECONDS + " s", e);
    }
  }

  private static String text(BufferedReader reader) {
    StringBuilder out = new StringBuilder();
    char[] buffer = new char[8192];
    try {
      for (int n = reader.read(buffer); n >= 0; n = reader.read(buffer)) {
        out.append(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }
}
