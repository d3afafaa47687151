package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** For programs that do not say which port they were given: each JVM of a build has its own. */
final class Ports {
  /** Below those that the kernel gives to clients, and to servers that ask for any. */
  private static final int FIRST = 20_000;

  private static final int EACH = 1000;

  /** How many JVMs have their own; more would share. */
  private static final int JVMS = 12;

  private static final int JVM = Integer.getInteger("surefire.forkNumber", 0) % JVMS;

  private Ports() {}

  /** One that nobody listens at, and that nobody else is given in the meantime. */
  static int free() {
    for (int attempt = 0; ; attempt++) {
      int port = FIRST + JVM * EACH + ThreadLocalRandom.current().nextInt(EACH);
      try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return probe.getLocalPort();
      } catch (IOException e) {
        assertTrue(attempt < 20, () -> "no port is free: " + e.getMessage());
      }
    }
  }
}
