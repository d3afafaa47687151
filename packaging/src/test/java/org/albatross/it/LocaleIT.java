package org.albatross.it;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * All programs under locales with digits of their own (Arabic) and with another lower case of I
 * (Turkish): what a program reads is the same as everywhere.
 */
class LocaleIT {
  private static final String TICK = "title:tick";

  private Sandbox sandbox;

  private String ok(String... line) throws Exception {
    return plain(sandbox.client(line).ok());
  }

  private static String plain(Sandbox.Outcome outcome) {
    assertAscii(outcome.out());
    assertAscii(outcome.err());
    return outcome.out();
  }

  private static void assertAscii(String text) {
    assertTrue(US_ASCII.newEncoder().canEncode(text), text);
  }

  /** The process that is noted for the next albatrossd, in words that it reads. */
  private long recorded() throws Exception {
    String record = Files.readString(sandbox.run().resolve("running").resolve(TICK));
    assertTrue(record.matches("[1-9][0-9]* [0-9]+@[!-~]+ -\n"), record);
    return Long.parseLong(record.substring(0, record.indexOf(' ')));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-Duser.language=ar -Duser.country=EG",
        "-Duser.language=tr -Duser.country=TR",
        "-Duser.language.format=ar -Duser.country.format=EG"
      })
  void whatOneProgramWritesAnotherReads(String locale) throws Exception {
    sandbox = Sandbox.withJavaOptions(locale);
    try {
      sandbox.startConsole("--verbosity", "INFO");
      sandbox.startStats("--verbosity", "INFO");
      sandbox.startAlbatrossd("--verbosity", "INFO");
      livesOn();
      overTheNetwork(locale);
      for (String program : List.of("albatross-console", "albatross-stats", "albatrossd")) {
        assertAscii(sandbox.log(program));
      }
    } finally {
      sandbox.close();
    }
  }

  /** Upper case in names is folded; of I, too. */
  private void livesOn() throws Exception {
    ok("add-policy", "TITLE", "4", "--mem", "100", "--cpu", "0", "--block", "10");
    assertTrue(ok("policy").contains("title:"));
    ok("create-block", "TITLE:DISK", "2");
    ok("create", "TITLE:TICK", sandbox.image("ticker").toString(), "--restart", "--mem", "20");
    assertTrue(ok("block").contains("title:disk"));
    long first = recorded();
    assertEquals(List.of(first), sandbox.tenders().stream().map(ProcessHandle::pid).toList());
    sandbox.kill("albatrossd");
    sandbox.startAlbatrossd();
    Sandbox.eventually("it runs again", () -> starts() == 2);
    String log = sandbox.log("albatrossd");
    assertTrue(log.contains("ending process " + first + ", a tender of an albatrossd"), log);
    assertEquals(recorded(), sandbox.tenders().get(0).pid());
    assertTrue(ok("info", "--name", "TITLE:TICK").contains("running"));
    ok("restart", "title:tick");
    ok("destroy", "title:tick");
    ok("destroy-block", "title:disk");
    assertEquals(List.of(), sandbox.leftovers());
    assertEquals(List.of(), sandbox.taps());
    try (Stream<Path> records = Files.list(sandbox.run().resolve("running"))) {
      assertEquals(List.of(), records.toList());
    }
  }

  private long starts() {
    return sandbox.log("albatrossd").lines().filter(l -> l.contains("started " + TICK)).count();
  }

  private void overTheNetwork(String locale) throws Exception {
    Remote remote =
        Remote.generated(
            sandbox,
            line -> {
              List<String> all = new ArrayList<>(List.of("env", "ALBATROSS_JAVA_OPTS=" + locale));
              all.addAll(line);
              return all;
            });
    try {
      plain(remote.client("add-policy INES 4 --mem 100 --cpu 0 --csr").ok());
      plain(remote.client("sign cacert.pem db ca.key ines.req").ok());
      String how =
          " --ca ines.pem --ca-key ines.key --server-ca cacert.pem --destination "
              + remote.destination();
      plain(remote.client("create HI " + sandbox.image("ticker") + how).ok());
      plain(remote.client("info --name HI" + how).ok());
      assertTrue(ok("info", "--name", "ines:hi").contains("ines:hi"));
      plain(remote.client("destroy HI" + how).ok());
      assertAscii(remote.log());
    } finally {
      remote.close();
    }
  }
}
