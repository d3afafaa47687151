package org.albatross.albatrossd.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.albatross.core.host.HostException;
import org.albatross.core.host.file.Account;
import org.albatross.core.model.Name;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenderRecordsTest {
  @TempDir Path parent;
  private Path directory;
  private TenderRecords records;

  @BeforeEach
  void open() throws Exception {
    directory = parent.resolve("running");
    records = new TenderRecords(directory);
    records.open();
  }

  @Test
  void aTenderThatRunsIsKnownAgainUntilItEnds() throws Exception {
    Process process = new ProcessBuilder("sleep", "60").start();
    try {
      records.write(Name.parse("a:x"), process.pid(), Optional.of("alba-1"));
      TenderRecords.Tender tender = records.read().get(0);
      assertEquals(process.pid(), tender.pid());
      assertEquals(Optional.of("alba-1"), tender.machine());
      assertTrue(tender.isAlive());
      process.destroyForcibly().waitFor();
      assertFalse(tender.isAlive());
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void anotherProcessOfTheSameNumberIsNotTakenForIt() {
    long own = ProcessHandle.current().pid();
    assertFalse(new TenderRecords.Tender(own, "1@an-earlier-boot", Optional.empty()).isAlive());
  }

  @Test
  void oneThatWasBeingWrittenIsPassedOverAndCleared() throws Exception {
    Files.writeString(directory.resolve("new-77"), "77 12");
    Files.writeString(directory.resolve(":y"), "");
    assertEquals(List.of(), records.read());
    records.clear();
    assertEquals(0, directory.toFile().list().length);
  }

  @Test
  void aRecordIsRemovedOnceAndAgain() throws Exception {
    records.write(Name.parse(":x"), ProcessHandle.current().pid(), Optional.empty());
    assertEquals(Optional.empty(), records.read().get(0).machine());
    records.remove(Name.parse(":x"));
    records.remove(Name.parse(":x"));
    assertEquals(List.of(), records.read());
  }

  @Test
  void aDirectoryThatAnotherUserMadeIsRefused() throws Exception {
    assumeTrue(Account.runsAsRoot(), "another user needs root");
    Files.setAttribute(directory, "unix:uid", 1);
    String why = assertThrows(HostException.class, records::open).getMessage();
    assertTrue(why.contains("running does not belong to root"), why);
  }
}
