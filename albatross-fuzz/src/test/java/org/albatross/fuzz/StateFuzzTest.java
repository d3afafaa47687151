package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.State;
import org.albatross.core.wire.StateStream;
import org.albatross.core.wire.der.DecodeException;
import org.junit.jupiter.params.provider.MethodSource;

/** The original's state, whole and one unikernel after the other (docs/store.md). */
class StateFuzzTest {
  private static final int ALLOCATED_PER_BYTE = 1024;

  @MethodSource("org.albatross.fuzz.Seeds#states")
  @FuzzTest
  void state(byte[] input) throws Exception {
    Limits.checkAllocation(input, ALLOCATED_PER_BYTE, () -> whole(input));
    Limits.checkAllocation(input, ALLOCATED_PER_BYTE, () -> streamed(input));
    Optional<State> state = whole(input);
    assertEquals(state, streamed(input));
    if (state.isPresent()) {
      byte[] written = state.get().encode();
      // Not the same as it was read: sets are written in their order.
      assertArrayEquals(written, State.decode(written).encode());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      StateStream.write(out, state.get().unikernels().entries(), state.get().policies());
      assertArrayEquals(written, out.toByteArray());
    }
  }

  private static Optional<State> whole(byte[] input) {
    try {
      return Optional.of(State.decode(input));
    } catch (DecodeException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    }
  }

  private static Optional<State> streamed(byte[] input) {
    AtomicReference<NameTrie<UnikernelConfig>> unikernels = new AtomicReference<>(NameTrie.empty());
    try {
      NameTrie<Policy> policies =
          StateStream.read(
              new ByteArrayInputStream(input),
              (name, config) -> unikernels.set(unikernels.get().with(name, config)));
      return Optional.of(new State(unikernels.get(), policies));
    } catch (AlbatrossException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
