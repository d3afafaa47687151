package org.albatross.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;

/**
 * Measures what albatross-stats costs: many processes with a tap each, one subscriber to all of
 * them, and the CPU time of the daemon by its rounds. To be run as root in a network namespace of
 * its own (see README.md).
 */
public final class StatsLoad {
  private static final int MAX_FRAME = 1 << 20;
  private static final double TICKS = 100;

  private StatsLoad() {}

  /** Arguments: the runnable tree, how many unikernels, how many rounds. */
  public static void main(String[] args) throws Exception {
    Path tree = Path.of(args[0]);
    int unikernels = Integer.parseInt(args[1]);
    int rounds = Integer.parseInt(args[2]);
    Path directory = Files.createTempDirectory(Path.of("/tmp"), "alba-load");
    makeTaps(unikernels);
    Process sleepers = startSleepers();
    Process stats =
        new ProcessBuilder(
                tree.resolve("bin/albatross-stats").toString(),
                "--interval",
                "1",
                "--tmpdir",
                directory.toString())
            .inheritIO()
            .start();
    try {
      List<Long> pids = pids(sleepers, unikernels);
      Path socket = directory.resolve("util/stat.sock");
      while (!Files.exists(socket)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      measure(socket, stats.pid(), pids, rounds);
    } finally {
      sleepers.getOutputStream().close();
      stats.destroy();
      int failed = stats.waitFor() + sleepers.waitFor();
      Files.deleteIfExists(directory.resolve("util"));
      Files.delete(directory);
      System.exit(failed);
    }
  }

  private static void makeTaps(int count) throws IOException, InterruptedException {
    Process ip =
        new ProcessBuilder("ip", "-batch", "-")
            .inheritIO()
            .redirectInput(ProcessBuilder.Redirect.PIPE)
            .start();
    try (var out = ip.outputWriter(StandardCharsets.US_ASCII)) {
      for (int i = 0; i < count; i++) {
        out.write("tuntap add load" + i + " mode tap\n");
      }
    }
    if (ip.waitFor() != 0) {
      throw new IOException("taps cannot be made: is this root, in a namespace of its own?");
    }
  }

  /** They end when the input of the shell ends. */
  private static Process startSleepers() throws IOException {
    String script =
        "while read n; do sleep infinity & echo $!; p=\"$p $!\"; done; kill $p; wait; exit 0";
    return new ProcessBuilder("sh", "-c", script)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private static List<Long> pids(Process sleepers, int count) throws IOException {
    var out = sleepers.outputWriter(StandardCharsets.US_ASCII);
    BufferedReader in =
        new BufferedReader(
            new InputStreamReader(sleepers.getInputStream(), StandardCharsets.US_ASCII));
    List<Long> pids = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      out.write("one\n");
      out.flush();
      pids.add(Long.parseLong(in.readLine()));
    }
    return pids;
  }

  private static void measure(Path socket, long daemon, List<Long> pids, int rounds)
      throws Exception {
    try (FrameChannel adding = FrameChannel.connect(socket, MAX_FRAME);
        FrameChannel reading = FrameChannel.connect(socket, MAX_FRAME)) {
      for (int i = 0; i < pids.size(); i++) {
        List<StatsCommand.Tap> taps = List.of(new StatsCommand.Tap("net", "load" + i));
        ask(adding, "load:u" + i, new StatsCommand.Add("", pids.get(i), taps));
      }
      ask(reading, ":", new StatsCommand.Subscribe());
      // The first rounds are of a JVM that still compiles; they are told, too.
      long bytes = 0;
      for (int part = 0; part < 3; part++) {
        long cpu = ticks(daemon);
        long begin = System.nanoTime();
        bytes = receive(reading, (long) pids.size() * rounds);
        System.out.printf(
            Locale.ROOT,
            "%d unikernels, %d rounds in %.1f s: %.1f ms CPU a round, %d kB a round%n",
            pids.size(),
            rounds,
            (System.nanoTime() - begin) / 1e9,
            (ticks(daemon) - cpu) / TICKS * 1000 / rounds,
            bytes / rounds / 1000);
      }
    }
  }

  private static void ask(FrameChannel channel, String name, Payload.Command command)
      throws Exception {
    channel.send(Wire.encode(new Message(1, Name.parse(name), command)));
    Payload answer = Wire.decode(channel.receive().orElseThrow()).payload();
    if (answer instanceof Payload.Failure failure) {
      throw new IOException(failure.message());
    }
  }

  private static long receive(FrameChannel channel, long samples) throws Exception {
    long bytes = 0;
    for (long i = 0; i < samples; i++) {
      bytes += channel.receive().orElseThrow().length;
    }
    return bytes;
  }

  /** CPU time of a process in hundredths of a second. */
  private static long ticks(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    String[] words = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(words[11]) + Long.parseLong(words[12]);
  }
}
