package org.albatross.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A whole run of the client inside this program. */
record Run(int exitCode, String out, String err) {
  static Run of(String... args) {
    return with(new byte[0], Map.of(), args);
  }

  static Run with(byte[] input, Map<String, String> environment, String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("NO_COLOR", "1");
    Client client = new Client(new ByteArrayInputStream(input), out, err, variables);
    return new Run(client.run(args), out.toString(UTF_8), err.toString(UTF_8));
  }

  List<String> lines() {
    return out.lines().toList();
  }
}
