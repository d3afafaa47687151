package org.albatross.benchmarks;

import java.util.concurrent.TimeUnit;
import org.albatross.core.wire.State;
import org.albatross.core.wire.der.DecodeException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Warmup;

/** The original's state file, of 100 unikernels with images of 50 KB. */
@org.openjdk.jmh.annotations.State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class StateBenchmark {
  private final State state = Samples.state(50_000);
  private final byte[] encoded = state.encode();

  /** The state of its bytes. */
  @Benchmark
  public State decode() throws DecodeException {
    return State.decode(encoded);
  }

  /** The bytes of the state. */
  @Benchmark
  public byte[] encode() {
    return state.encode();
  }
}
