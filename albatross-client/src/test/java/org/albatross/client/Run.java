package org.albatross.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole run of the client inside this program. */
record Run(int exitCode, String out, String err) {
  static Run of(String... args) {
    return with(new byte[0], Map.of(), args);
  }

  /** One that leaves the files that it makes in a directory. */
  static Run in(Path directory, String... args) {
    return run(new byte[0], Map.of("TMPDIR", directory.toString()), directory, args);
  }

  static Run with(byte[] input, Map<String, String> environment, String... args) {
    return run(input, environment, Path.of(""), args);
  }

  private static Run run(
      byte[] input, Map<String, String> environment, Path directory, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("NO_COLOR", "1");
    Client client = new Client(new ByteArrayInputStream(input), out, err, variables, directory);
    return new Run(client.run(args), out.toString(UTF_8), err.toString(UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
