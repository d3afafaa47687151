package org.albatross.core.host.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.albatross.core.host.HostException;
import org.albatross.core.host.file.Access;
import org.albatross.core.host.file.Account;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who a tender is, and what that user gets at. */
class ConfinementTest {
  private static final Account USER = new Account("unikernel", 777, 778);
  private static final List<String> TENDER = List.of("solo5-hvt", "--mem=32");

  @TempDir Path directory;

  @Test
  void aUserLosesAllButTheGroupsThatItNeeds() {
    Confinement confinement = new Confinement(USER);
    List<String> line = confinement.wrap(TENDER, Set.of());
    assertEquals(
        List.of(
            "setpriv",
            "--reuid=777",
            "--regid=778",
            "--clear-groups",
            "--inh-caps=-all",
            "--no-new-privs",
            "--",
            "solo5-hvt",
            "--mem=32"),
        line);
    assertTrue(confinement.wrap(TENDER, Set.of(108, 36)).contains("--groups=36,108"));
  }

  @Test
  void rootIsLeftAsItIs() {
    assertEquals(TENDER, new Confinement(Account.ROOT).wrap(TENDER, Set.of(36)));
  }

  @Test
  void usersAreFoundByTheirNames() throws Exception {
    assertEquals(Optional.of(Account.ROOT), Account.find("root"));
    assertEquals(Optional.empty(), Account.find("no-such-user"));
  }

  private void mode(Path file, String mode) throws Exception {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  @Test
  void aDeviceIsOpenToEverybodyOrByItsGroupOrNotAtAll() throws Exception {
    Path device = Files.createFile(directory.resolve("kvm"));
    int group = (Integer) Files.getAttribute(device, "unix:gid");
    mode(device, "rw-rw-rw-");
    assertEquals(OptionalInt.empty(), Access.groupFor(device, "unikernel"));
    mode(device, "rw-rw----");
    if (group == 0) {
      // The group of root is given to nobody.
      assertThrows(HostException.class, () -> Access.groupFor(device, "unikernel"));
    } else {
      assertEquals(OptionalInt.of(group), Access.groupFor(device, "unikernel"));
    }
    mode(device, "rw-------");
    String why =
        assertThrows(HostException.class, () -> Access.groupFor(device, "unikernel")).getMessage();
    assertTrue(why.contains("may not open") && why.contains("--unikernel-user root"), why);
  }

  @Test
  void theDirectoryInTheWayIsNamed() throws Exception {
    Path outer = Files.createDirectory(directory.resolve("outer"));
    Path inner = Files.createDirectory(outer.resolve("inner"));
    mode(directory, "rwx--x--x");
    mode(outer, "rwx------");
    mode(inner, "rwxr-xr-x");
    assertEquals(Optional.of(outer), Access.barrier(inner.resolve("image"), USER));
    mode(outer, "rwx--x--x");
    assertEquals(Optional.empty(), Access.barrier(inner.resolve("image"), USER));
  }
}
