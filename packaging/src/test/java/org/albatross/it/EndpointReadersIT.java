package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.testkit.pki.CertificateSpec;
import org.albatross.testkit.pki.TestCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that are sent more than they take at once. */
class EndpointReadersIT {
  private static final int MEGABYTES = 64;
  private static final int PATIENCE_SECONDS = 2;

  /** Far less than a third of what the kernel buffers for a socket, within the patience. */
  private static final int SLOW_BYTES = 1 << 16;

  private static final Duration SLOW_PAUSE = Duration.ofMillis(300);
  private static final TestCertificate CA = TestCertificate.authority("ca");

  private Sandbox sandbox;
  private Remote remote;

  @BeforeEach
  void start() throws Exception {
    sandbox = Sandbox.started();
    sandbox.client("create-block", "disk", String.valueOf(MEGABYTES)).ok();
    remote = Remote.trusting(CA, sandbox, "--idle-timeout", String.valueOf(PATIENCE_SECONDS));
  }

  @AfterEach
  void stop() throws Exception {
    remote.close();
    sandbox.close();
  }

  private SSLSocket dump() throws IOException {
    byte[] command = CertificateExtension.encode(new BlockCommand.Dump(0));
    return new RawTls(remote.port())
        .connect(CA.issue(CertificateSpec.leaf("disk").albatross(command)));
  }

  @Test
  void whoReadsSlowlyGetsAll() throws Exception {
    try (SSLSocket socket = dump()) {
      InputStream in = socket.getInputStream();
      long read = 0;
      long end = System.nanoTime() + Duration.ofSeconds(6L * PATIENCE_SECONDS).toNanos();
      while (System.nanoTime() - end < 0) {
        assertEquals(SLOW_BYTES, in.readNBytes(SLOW_BYTES).length, remote::log);
        read += SLOW_BYTES;
        TimeUnit.MILLISECONDS.sleep(SLOW_PAUSE.toMillis());
      }
      byte[] buffer = new byte[SLOW_BYTES];
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        read += count;
      }
      assertTrue(read > (long) MEGABYTES << 20, "only " + read + " bytes, " + remote.log());
    }
  }

  @Test
  void whoReadsNothingIsClosedAndCostsLittleMemory() throws Exception {
    try (SSLSocket whole = dump()) {
      assertTrue(whole.getInputStream().readAllBytes().length > MEGABYTES << 20);
    }
    long before = privateKilobytes();
    try (SSLSocket socket = dump()) {
      socket.getInputStream().readNBytes(SLOW_BYTES);
      TimeUnit.MILLISECONDS.sleep(SLOW_PAUSE.toMillis());
      long grown = privateKilobytes() - before;
      assertTrue(grown < MEGABYTES << 10 >> 1, grown + " kB more are held");
      Sandbox.eventually(remote::log, () -> remote.log().contains("closed, it does not read"));
    }
    Sandbox.eventually("albatrossd may forget it", () -> isDestroyed());
  }

  private boolean isDestroyed() {
    try {
      return sandbox.client("destroy-block", "disk").code() == 0;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private long privateKilobytes() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + remote.endpoint().pid() + "/status"))) {
      String line = lines.filter(each -> each.startsWith("RssAnon:")).findFirst().orElseThrow();
      return Long.parseLong(line.replaceAll("\\D", ""));
    }
  }
}
