package org.albatross.testkit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ways to run an image. */
enum Way {
  DIRECTLY,
  STUB,
  REAL;

  /** Those that this machine has; the real one if it is in the PATH. */
  static Stream<Way> all() {
    return Stream.of(values()).filter(way -> way != REAL || Tenders.sptOnPath().isPresent());
  }

  static Stream<Way> tenders() {
    return all().filter(way -> way != DIRECTLY);
  }

  /** The command that runs an image, the stub put into the directory. */
  List<String> command(Path directory, List<String> options, Path image, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (this != DIRECTLY) {
      command.add(tender(directory).toString());
      command.addAll(options);
      command.add("--");
    }
    command.add(image.toString());
    command.addAll(List.of(arguments));
    return command;
  }

  Path tender(Path directory) throws IOException {
    return this == STUB ? StubTender.install(directory) : Tenders.sptOnPath().orElseThrow();
  }
}
