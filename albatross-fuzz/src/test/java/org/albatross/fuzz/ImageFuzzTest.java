package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.albatross.core.model.Bytes;
import org.albatross.core.solo5.Content;
import org.albatross.core.solo5.InvalidImageException;
import org.albatross.core.solo5.Solo5Image;
import org.junit.jupiter.params.provider.MethodSource;

/** Images: the ELF file, its notes and its manifest. */
class ImageFuzzTest {
  /** A manifest of 64 entries in a few kilobytes, and a word for each number that is read. */
  private static final int ALLOCATED_PER_BYTE = 512;

  private static final int MOST_DEVICES = 63;

  @MethodSource("org.albatross.fuzz.Seeds#images")
  @FuzzTest
  void image(byte[] input) {
    Limits.checkAllocation(input, ALLOCATED_PER_BYTE, () -> parse(input));
    Optional<Solo5Image> image = parse(input);
    if (image.isPresent()) {
      List<String> devices = new ArrayList<>(image.get().blocks());
      devices.addAll(image.get().nets());
      assertTrue(devices.size() <= MOST_DEVICES);
      assertTrue(
          devices.stream().allMatch(name -> name.matches("[A-Za-z0-9]{1,67}")), devices::toString);
      assertEquals(image.get().blocks().size(), new HashSet<>(image.get().blocks()).size());
      assertTrue(image.get().abiVersion() >= 0 && image.get().abiVersion() < 1L << 32);
    }
  }

  private static Optional<Solo5Image> parse(byte[] input) {
    try {
      return Optional.of(Solo5Image.parse(new Checked(Bytes.wrap(input))));
    } catch (InvalidImageException e) {
      Limits.checkRefusal(e);
      return Optional.empty();
    }
  }

  /** Sees that only what is there is read: from a file nobody else would. */
  private record Checked(Bytes bytes) implements Content {
    @Override
    public int length() {
      return bytes.length();
    }

    @Override
    public ByteBuffer read(int offset, int count) {
      assertTrue(
          offset >= 0 && count >= 0 && count <= bytes.length() - offset,
          () -> count + " bytes are read at " + offset + " of " + bytes.length());
      return bytes.slice(offset, count).toBuffer();
    }
  }
}
