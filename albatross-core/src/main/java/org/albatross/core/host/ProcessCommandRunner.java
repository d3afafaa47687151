package org.albatross.core.host;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.Text;
import org.albatross.core.model.Utf8;

/** Runs commands as processes, each for a limited time and with a limited output. */
public final class ProcessCommandRunner implements CommandRunner {
  private static final int LIMIT = 64 * 1024;

  private final Duration timeout;

  public ProcessCommandRunner(Duration timeout) {
    this.timeout = timeout;
  }

  @Override
  public Result run(List<String> argv) throws HostException {
    Process process = start(argv);
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    Thread reader = new Thread(() -> read(process.getInputStream(), output), "command-output");
    reader.setDaemon(true);
    reader.start();
    try {
      long deadline = System.nanoTime() + timeout.toNanos();
      if (!process.waitFor(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new HostException(
            "command %s did not end within %s ms".formatted(show(argv), timeout.toMillis()));
      }
      // A child of the command may hold its output open for longer: what came until now counts.
      long rest = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
      reader.join(Math.max(rest, 1));
      synchronized (output) {
        return new Result(process.exitValue(), Utf8.decode(output.toByteArray()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new HostException("command " + show(argv) + " was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static Process start(List<String> argv) throws HostException {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(argv).redirectErrorStream(true).redirectInput(new File("/dev/null"));
      // Its output is read here: ps, for one, writes numbers as the locale has them.
      builder.environment().put("LC_ALL", "C");
      return builder.start();
    } catch (IOException e) {
      throw new HostException("command " + show(argv) + " cannot be started: " + e.getMessage(), e);
    }
  }

  /** Reads to the end, so that the command is not held up, but keeps the beginning only. */
  private static void read(InputStream in, ByteArrayOutputStream output) {
    byte[] buffer = new byte[4096];
    try (in) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        synchronized (output) {
          output.write(buffer, 0, Math.min(count, LIMIT - output.size()));
        }
      }
    } catch (IOException e) {
      // The command was ended and its output closed: there is no more of it.
      return;
    }
  }

  private static String show(List<String> argv) {
    return Text.quote(String.join(" ", argv));
  }
}
