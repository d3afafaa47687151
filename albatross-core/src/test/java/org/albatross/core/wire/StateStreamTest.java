package org.albatross.core.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.wire.der.DecodeException;
import org.junit.jupiter.api.Test;

/** Read and written one by one, a state is the same as read and written whole. */
class StateStreamTest {
  private static State read(byte[] input) throws AlbatrossException, IOException {
    AtomicReference<NameTrie<UnikernelConfig>> unikernels = new AtomicReference<>(NameTrie.empty());
    NameTrie<Policy> policies =
        StateStream.read(
            new ByteArrayInputStream(input),
            (name, config) -> unikernels.set(unikernels.get().with(name, config)));
    return new State(unikernels.get(), policies);
  }

  private static Optional<State> whole(byte[] input) {
    try {
      return Optional.of(State.decode(input));
    } catch (DecodeException e) {
      return Optional.empty();
    }
  }

  @Test
  void allVectorsAreReadAlike() throws Exception {
    int read = 0;
    for (Vectors.Vector vector : Vectors.read("state.tsv")) {
      Optional<State> expected = whole(vector.input());
      if (expected.isPresent()) {
        assertEquals(expected.get(), read(vector.input()), vector.label());
        read++;
      } else {
        assertThrows(DecodeException.class, () -> read(vector.input()), vector.label());
      }
    }
    assertTrue(read > 20);
  }

  @Test
  void allVectorsAreWrittenAlike() throws Exception {
    for (Vectors.Vector vector : Vectors.read("state.tsv")) {
      if (vector.ok()) {
        State state = State.decode(vector.input());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StateStream.write(out, state.unikernels().entries(), state.policies());
        assertArrayEquals(state.encode(), out.toByteArray(), vector.label());
      }
    }
  }

  /** All lengths fit into each other; what they say is not there. */
  @Test
  void aUnikernelLargerThanAnyIsNotRead() {
    byte[] input = HexFormat.of().parseHex("a3842000000d308420000007308420000001");
    DecodeException refused = assertThrows(DecodeException.class, () -> read(input));
    assertTrue(
        refused.getMessage().contains("a unikernel of 536870913 bytes, more than 512MiB"),
        refused.getMessage());
  }

  @Test
  void oneThatIsCutOrGoesOnIsAnError() throws Exception {
    for (Vectors.Vector vector : Vectors.read("state.tsv")) {
      if (vector.ok()) {
        byte[] input = vector.input();
        for (int length = 0; length < input.length; length += 1 + length / 30) {
          byte[] cut = Arrays.copyOf(input, length);
          assertThrows(DecodeException.class, () -> read(cut), vector.label());
        }
        byte[] longer = Arrays.copyOf(input, input.length + 1);
        assertThrows(DecodeException.class, () -> read(longer), vector.label());
      }
    }
  }
}
