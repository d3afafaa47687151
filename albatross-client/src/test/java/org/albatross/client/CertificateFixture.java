package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.albatross.core.tls.PemFiles;
import org.junit.jupiter.api.io.TempDir;

/** The commands that make keys, requests and certificates, in a directory of their own. */
abstract class CertificateFixture {
  @TempDir Path directory;

  final String path(String file) {
    return directory.resolve(file).toString();
  }

  final Run run(String... line) {
    return Run.in(directory, line);
  }

  final Run ok(String... line) {
    Run run = run(line);
    assertEquals(0, run.exitCode(), run.err());
    return run;
  }

  final Run sign(String signer, String request, String... more) {
    String[] line = new String[5 + more.length];
    line[0] = "sign";
    line[1] = path(signer + ".pem");
    line[2] = path("db");
    line[3] = path((signer.equals("cacert") ? "ca" : signer) + ".key");
    line[4] = path(request + ".req");
    System.arraycopy(more, 0, line, 5, more.length);
    return run(line);
  }

  final void generate() {
    ok("generate", "ca", path("db"));
  }

  /** A policy for 4 unikernels, asked for and signed. */
  final void policy(String name, String signer, String... options) {
    List<String> line = new ArrayList<>(List.of("add-policy", name, "4", "--csr"));
    line.addAll(List.of(options));
    ok(line.toArray(String[]::new));
    assertEquals(0, sign(signer, name).exitCode());
  }

  final List<X509Certificate> certificates(String file) throws Exception {
    return PemFiles.certificates(directory.resolve(file));
  }

  final List<String> files() throws Exception {
    try (var list = Files.list(directory)) {
      return list.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
