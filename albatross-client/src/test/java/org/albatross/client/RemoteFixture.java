package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A CA, a policy below it, an image, and the ways to send requests that the policy signs. */
abstract class RemoteFixture {
  static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir Path directory;

  Path image;

  byte[] content;

  @BeforeEach
  void makeFiles() throws Exception {
    content = new byte[300_000];
    new Random(3).nextBytes(content);
    image = Files.write(directory.resolve("image"), content);
    ok("generate", "ca", path("db"));
    ok("add-policy", "user", "4", "--mem", "128", "--cpu", "0", "--cpu", "1", "--csr");
    ok("sign", path("cacert.pem"), path("db"), path("ca.key"), path("user.req"));
  }

  final String path(String file) {
    return directory.resolve(file).toString();
  }

  final void ok(String... line) {
    Run run = Run.in(directory, line);
    assertEquals(0, run.exitCode(), run.err());
  }

  /** One-step: signed by the user as it is sent. */
  final Run send(String address, String... line) {
    List<String> all = new ArrayList<>(List.of(line));
    all.addAll(
        List.of(
            "--destination",
            address,
            "--ca",
            path("user.pem"),
            "--ca-key",
            path("user.key"),
            "--server-ca",
            path("cacert.pem")));
    return assertTimeoutPreemptively(LIMIT, () -> Run.in(directory, all.toArray(String[]::new)));
  }

  final Run against(FakeEndpoint.Script script, String... line) throws Exception {
    return FakeEndpoint.during(directory, address -> send(address, line), script);
  }
}
