package org.albatross.core.host.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.albatross.core.host.HostException;
import org.albatross.core.host.ProcessCommandRunner;
import org.albatross.core.solo5.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TenderLookupIT {
  @TempDir Path directory;
  private final AtomicInteger runs = new AtomicInteger();
  private Path database;
  private Path bin;
  private TenderLookup lookup;

  @BeforeEach
  void prepare() throws Exception {
    database = Files.createDirectory(directory.resolve("db"));
    bin = Files.createDirectory(directory.resolve("bin"));
    ProcessCommandRunner processes = new ProcessCommandRunner(Duration.ofSeconds(20));
    lookup =
        new TenderLookup(
            database,
            "/no/such:relative::" + bin,
            argv -> {
              int ignored = runs.incrementAndGet();
              return processes.run(argv);
            });
  }

  private static Path tender(Path directory, String name, String script) throws Exception {
    Path made = Files.writeString(directory.resolve(name + ".new"), "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rwxr-xr-x"));
    return Files.move(made, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
  }

  private static Path tender(Path directory, String name, int version) throws Exception {
    return tender(
        directory, name, "echo solo5 tender, version v0; echo ABI version " + version + " >&2");
  }

  @Test
  void theTenderNamedByVersionComesFirstAndTheDatabaseBeforePath() throws Exception {
    Path plainInPath = tender(bin, "solo5-hvt", 2);
    assertEquals(plainInPath, lookup.find(Target.HVT, 2));
    Path plainInDatabase = tender(database, "solo5-hvt", 2);
    assertEquals(plainInDatabase, lookup.find(Target.HVT, 2));
    Path versionInPath = tender(bin, "solo5-hvt.2", 2);
    assertEquals(versionInPath, lookup.find(Target.HVT, 2));
    Path versionInDatabase = tender(database, "solo5-hvt.2", 2);
    assertEquals(versionInDatabase, lookup.find(Target.HVT, 2));
  }

  @Test
  void aTenderIsAskedOnceUntilItsFileChanges() throws Exception {
    Path tender = tender(bin, "solo5-spt", 2);
    for (int i = 0; i < 5; i++) {
      assertEquals(tender, lookup.find(Target.SPT, 2));
    }
    assertEquals(1, runs.get());
    Path replaced = tender(bin, "solo5-spt", 3);
    assertEquals(replaced, lookup.find(Target.SPT, 3));
    assertEquals(2, runs.get());
  }

  @Test
  void anErrorTellsWhatWasLookedForAndWhatWasFound() throws Exception {
    Path wrong = tender(bin, "solo5-hvt", 1);
    Path mute = tender(database, "solo5-hvt.2", "echo hello");
    HostException e = assertThrows(HostException.class, () -> lookup.find(Target.HVT, 2));
    assertEquals(
        "no tender for an image of target hvt and ABI version 2: looked for solo5-hvt.2 and"
            + " solo5-hvt in %s, /no/such, %s; found %s which does not tell its ABI version, %s with ABI version 1"
                .formatted(database, bin, mute, wrong),
        e.getMessage());
    HostException none = assertThrows(HostException.class, () -> lookup.find(Target.SPT, 2));
    assertTrue(none.getMessage().endsWith("install Solo5"), none.getMessage());
  }

  @Test
  void aFileThatCannotBeRunIsPassedOver() throws Exception {
    Path file = Files.writeString(database.resolve("solo5-hvt.2"), "text");
    Path other = Files.createDirectory(bin.resolve("solo5-hvt.2"));
    Path tender = tender(bin, "solo5-hvt", 2);
    assertEquals(tender, lookup.find(Target.HVT, 2));
    assertTrue(Files.exists(file) && Files.exists(other));
  }
}
