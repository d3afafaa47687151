package org.albatross.core.daemon;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.albatross.core.model.AlbatrossException;
import org.junit.jupiter.api.Test;

class SocketActivationTest {
  private static void refused(String why, Map<String, String> environment) {
    AlbatrossException e =
        assertThrows(AlbatrossException.class, () -> SocketActivation.check(environment, 42));
    assertTrue(e.getMessage().contains(why), e.getMessage());
  }

  @Test
  void aSocketForThisProcessIsTaken() {
    assertDoesNotThrow(
        () -> SocketActivation.check(Map.of("LISTEN_PID", "42", "LISTEN_FDS", "1"), 42));
  }

  @Test
  void withoutSystemdThereIsNone() {
    refused("not set", Map.of());
    refused("not set", Map.of("LISTEN_PID", "42"));
  }

  @Test
  void theSocketOfAnotherProcessIsNotTaken() {
    refused(
        "LISTEN_PID is \"43\", this process is 42", Map.of("LISTEN_PID", "43", "LISTEN_FDS", "1"));
  }

  @Test
  void ofSeveralSocketsThoseAreNamedThatNobodyWouldServe() {
    refused("one can be served: not descriptor 4;", Map.of("LISTEN_PID", "42", "LISTEN_FDS", "2"));
    refused(
        "one can be served: not descriptors 4 to 6 (from 3 on: \"a:b:c:d\");",
        Map.of("LISTEN_PID", "42", "LISTEN_FDS", "4", "LISTEN_FDNAMES", "a:b:c:d"));
  }

  @Test
  void aSocketThatWasNotAskedForIsNotLeftUnserved() {
    Map<String, String> handed = Map.of("LISTEN_PID", "42", "LISTEN_FDS", "1");
    AlbatrossException e =
        assertThrows(
            AlbatrossException.class, () -> SocketActivation.checkThatThereIsNone(handed, 42));
    assertTrue(e.getMessage().contains("give --systemd-socket-activation"), e.getMessage());
    assertDoesNotThrow(() -> SocketActivation.checkThatThereIsNone(handed, 43));
    assertDoesNotThrow(() -> SocketActivation.checkThatThereIsNone(Map.of(), 42));
    assertDoesNotThrow(
        () ->
            SocketActivation.checkThatThereIsNone(
                Map.of("LISTEN_PID", "42", "LISTEN_FDS", "0"), 42));
  }

  @Test
  void aNumberOfSocketsIsAtLeastOne() {
    for (String wrong : new String[] {"0", "-1", "one", "1 "}) {
      refused("LISTEN_FDS is", Map.of("LISTEN_PID", "42", "LISTEN_FDS", wrong));
    }
  }
}
