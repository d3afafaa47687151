package org.albatross.fuzz;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.albatross.testkit.BrokenImages;
import org.albatross.testkit.UnikernelImage;

/** Where mutations begin: the project's own vectors and images. */
final class Seeds {
  /** Mutations of large inputs are slow, and seldom hit what matters. */
  private static final int LARGEST = 4096;

  private Seeds() {}

  static Stream<byte[]> messages() {
    return vectors("wire");
  }

  static Stream<byte[]> extensions() {
    return vectors("cert");
  }

  static Stream<byte[]> states() {
    return vectors("state");
  }

  private static Stream<byte[]> vectors(String kind) {
    String file = "/org/albatross/core/wire/" + kind + ".tsv";
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(Seeds.class.getResourceAsStream(file), StandardCharsets.UTF_8))) {
      List<byte[]> inputs = new ArrayList<>();
      reader
          .lines()
          .filter(line -> !line.isEmpty())
          .map(line -> HexFormat.of().parseHex(line.split("\t", -1)[1]))
          .filter(input -> input.length <= LARGEST)
          .forEach(inputs::add);
      return inputs.stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<byte[]> images() {
    return Stream.concat(
        BrokenImages.all().values().stream(),
        Stream.of(
            UnikernelImage.arguments(),
            UnikernelImage.devices(List.of("storage", "log"), List.of("service"))));
  }
}
