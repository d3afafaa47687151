package org.albatross.client.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.albatross.client.error.ClientException;
import org.junit.jupiter.api.Test;

class TlsFailuresTest {
  private static String hint(String alert) throws Exception {
    ClientException refusal =
        TlsFailures.refusal(
                Destination.parse("localhost"),
                new SSLHandshakeException("Received fatal alert: " + alert))
            .orElseThrow();
    assertEquals(119, refusal.exitCode());
    return refusal.hint().orElseThrow();
  }

  /** The original's endpoint and older ones of ours have no alert of its own for one of them. */
  @Test
  void alertsThatMayBeAboutTheTimeHintAtClocks() throws Exception {
    for (String alert : List.of("certificate_expired", "bad_certificate", "certificate_unknown")) {
      assertTrue(hint(alert).contains("is the time right on both hosts?"), hint(alert));
    }
  }
}
