package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The second opinion on certificates. */
final class OpenSsl {
  private OpenSsl() {}

  /** Runs a command that must succeed. */
  static String run(Path directory, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("openssl"));
    line.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(line).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertTrue(process.waitFor(30, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue(), line + "\n" + output);
    return output;
  }

  /** A certificate in words, without its lines of hexadecimal digits. */
  static String text(Path directory, String certificate) throws Exception {
    return run(directory, "x509", "-noout", "-text", "-in", certificate);
  }
}
