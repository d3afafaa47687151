package org.albatross.benchmarks;

import java.util.concurrent.TimeUnit;
import org.albatross.core.model.message.Message;
import org.albatross.core.wire.Wire;
import org.albatross.core.wire.der.DecodeException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Messages: from bytes and to bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WireBenchmark {
  /** What is measured. */
  public enum Sample {
    INFO_COMMAND,
    INFO_REPLY_OF_100,
    CONSOLE_LINE,
    CREATE_WITH_5_MB;

    private Message make() {
      return switch (this) {
        case INFO_COMMAND -> Samples.infoCommand();
        case INFO_REPLY_OF_100 -> Samples.infoReply();
        case CONSOLE_LINE -> Samples.consoleLine();
        case CREATE_WITH_5_MB -> Samples.create(5_000_000);
      };
    }
  }

  /** Which message. */
  @Param public Sample sample;

  private Message message;
  private byte[] encoded;

  /** Makes the message and its bytes. */
  @Setup
  public void setUp() {
    message = sample.make();
    encoded = Wire.encode(message);
  }

  /** The message of its bytes. */
  @Benchmark
  public Message decode() throws DecodeException {
    return Wire.decode(encoded);
  }

  /** The bytes of the message. */
  @Benchmark
  public byte[] encode() {
    return Wire.encode(message);
  }
}
