package org.albatross.core.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Names;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.Messages;
import org.albatross.testkit.Property;
import org.albatross.testkit.SeededRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifestFileTest {
  @TempDir Path directory;
  private ManifestFile file;

  @BeforeEach
  void open() {
    file = new ManifestFile(directory);
  }

  private static Manifest any(SeededRandom random) {
    NameTrie<StoredUnikernel> unikernels = NameTrie.empty();
    NameTrie<Policy> policies = NameTrie.empty();
    NameTrie<Instant> issued = NameTrie.empty();
    for (int i = random.between(0, 4); i > 0; i--) {
      Name name = Names.any(random);
      unikernels = unikernels.with(name, unikernel(random));
      policies = policies.with(Name.of(name.path()), Messages.policy(random));
      if (random.oneIn(2)) {
        issued = issued.with(Name.of(name.path()), Messages.time(random));
      }
    }
    return new Manifest(unikernels, policies, issued);
  }

  private static StoredUnikernel unikernel(SeededRandom random) {
    boolean solo5 = random.oneIn(2);
    Bytes digest = Bytes.wrap(Arrays.copyOf(random.bytes(32), 32));
    return new StoredUnikernel(
        solo5 ? VmType.SOLO5 : VmType.BHYVE,
        solo5
            ? Optional.of(new ImageId(digest, random.between(0, Integer.MAX_VALUE)))
            : Optional.empty(),
        Messages.arguments(random));
  }

  @Test
  void anyManifestIsReadAsItWasWritten() {
    Property.holds(
        500,
        random -> {
          Manifest manifest = any(random);
          byte[] json = ManifestFile.encode(manifest);
          assertEquals(manifest, ManifestFile.decode(json));
          assertTrue(new String(json, StandardCharsets.UTF_8).chars().allMatch(c -> c < 128));
        });
  }

  @Test
  void whereThereNeverWasOneThereIsNone() throws Exception {
    assertEquals(Optional.empty(), file.read());
  }

  @Test
  void theOneBeforeIsKeptAndNothingElse() throws Exception {
    Manifest first = any(new SeededRandom(1));
    Manifest second = any(new SeededRandom(2));
    file.write(first);
    file.write(second);
    assertEquals(Optional.of(second), file.read());
    assertEquals(
        first, ManifestFile.decode(Files.readAllBytes(directory.resolve("manifest.json.last"))));
    assertEquals(List.of("manifest.json", "manifest.json.last", "manifest.json.spare"), files());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void onlyTheOwnerMayReadIt() throws Exception {
    file.write(Manifest.EMPTY);
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())));
  }

  @Test
  void theOneBeforeWithoutOneIsAnErrorAndNoEmptyStart() throws Exception {
    file.write(Manifest.EMPTY);
    Files.move(file.path(), directory.resolve("manifest.json.last"));
    String why = assertThrows(StoreException.class, file::read).getMessage();
    assertTrue(why.contains("manifest.json.last: rename that one"), why);
  }

  @Test
  void oneThatIsCutAnywhereIsAnErrorThatSaysWhatToDoAndStays() throws Exception {
    byte[] json = ManifestFile.encode(any(new SeededRandom(7)));
    for (int length = 0; length < json.length - 1; length += 1 + length / 40) {
      Files.write(file.path(), Arrays.copyOf(json, length));
      String why = assertThrows(StoreException.class, file::read).getMessage();
      assertTrue(why.contains("mend it, or put the one before it"), why);
      assertEquals(length, Files.size(file.path()));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|expected an object in line 1",
        "{\"version\":2,\"other\":1}|version: version 2 is not known here",
        "{\"version\":1,\"policies\":[]}|the field unikernels is missing",
        "{\"version\":1,\"policies\":[],\"unikernels\":[],\"x\":1}|there is no field x",
        "{\"version\":1,\"version\":1}|version: stands there twice",
        "{\"version\":1,\"policies\":[{\"path\":\"a:\",\"cpuIds\":[0.5]}]}|policies: 1: cpuIds: 1: expected a whole number",
        "{\"version\":1,\"policies\":[],\"unikernels\":[{\"name\":\"-\"}]}|unikernels: 1: name: ",
        "{\"version\":1,\"policies\":[],\"unikernels\":[]} 1|behind its end",
        "{\"version\":9999999999999999999}|out of range",
      })
  void whatIsWrongIsSaid(String json, String expected) {
    String why =
        assertThrows(
                StoreException.class,
                () -> ManifestFile.decode(json.getBytes(StandardCharsets.UTF_8)))
            .getMessage();
    assertTrue(why.contains(expected), why);
  }

  @Test
  void itIsMeantToBeReadByPeople() throws Exception {
    Manifest manifest =
        new Manifest(
            NameTrie.<StoredUnikernel>empty()
                .with(Name.parse("a:one"), unikernel(new SeededRandom(1)))
                .with(Name.parse("a:two"), unikernel(new SeededRandom(2))),
            NameTrie.empty());
    List<String> lines =
        new String(ManifestFile.encode(manifest), StandardCharsets.UTF_8).lines().toList();
    assertEquals("{\"version\":1,\"policies\":[],\"unikernels\":[", lines.get(0));
    assertTrue(lines.get(1).startsWith("{\"name\":\"a:one\","), lines.get(1));
    assertFalse(lines.get(2).contains("a:one"));
    assertEquals(3, lines.size());
  }

  private static Manifest withPolicies(int count) throws Exception {
    NameTrie<Policy> policies = NameTrie.empty();
    for (int i = 0; i < count; i++) {
      policies = policies.with(Name.parse("p" + i + ":"), Messages.policy(new SeededRandom(i)));
    }
    return new Manifest(NameTrie.empty(), policies);
  }

  /** Nothing can be made beside the manifest, as on a disk without room. */
  private void full() throws Exception {
    Files.createDirectories(directory.resolve("manifest.json.new/full"));
  }

  private Manifest onDisk() throws Exception {
    return new ManifestFile(directory).read().orElseThrow();
  }

  /** All goes, one after the other, on a disk that takes no new file. */
  private void reduceToNothing() throws Exception {
    for (int left = onDisk().policies().size() - 1; left >= 0; left--) {
      file.reduce(withPolicies(left));
      assertEquals(withPolicies(left), onDisk());
    }
  }

  @Test
  void whatGoesGoesWithoutANewFileHoweverOften() throws Exception {
    file.write(withPolicies(1));
    file.write(withPolicies(400));
    byte[] last = Files.readAllBytes(directory.resolve("manifest.json.last"));
    full();
    assertThrows(StoreException.class, () -> file.write(withPolicies(401)));
    reduceToNothing();
    assertArrayEquals(last, Files.readAllBytes(directory.resolve("manifest.json.last")));
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())));
  }

  @Test
  void whatCameIsNotWrittenWithWhatGoes() throws Exception {
    NameTrie<Policy> before = withPolicies(3).policies();
    file.write(new Manifest(NameTrie.empty(), before));
    Policy other = Messages.policy(new SeededRandom(77));
    NameTrie<Policy> now =
        before
            .without(Name.parse("p0:"))
            .with(Name.parse("p1:"), other)
            .with(Name.parse("q:"), other);
    Manifest left = file.reduce(new Manifest(NameTrie.empty(), now));
    assertEquals(before.without(Name.parse("p0:")), left.policies());
    assertEquals(left, onDisk());
  }

  @Test
  void noManifestIsKeptThatCouldNotBeMadeSmaller() throws Exception {
    file.write(withPolicies(1));
    Path spare = directory.resolve("manifest.json.spare");
    Files.delete(spare);
    Files.createDirectories(spare.resolve("in the way"));
    assertThrows(StoreException.class, () -> file.write(withPolicies(2)));
    assertEquals(withPolicies(1), onDisk());
    Files.delete(spare.resolve("in the way"));
    Files.delete(spare);
    file.write(withPolicies(2000));
    assertTrue(Files.size(spare) >= Files.size(file.path()));
    Process du = new ProcessBuilder("du", "-B1", spare.toString()).start();
    String taken = du.inputReader(StandardCharsets.UTF_8).readLine();
    assertTrue(Long.parseLong(taken.split("\\s", -1)[0]) >= Files.size(spare), taken);
  }

  @Test
  void whereNothingWasTakenAheadTheOneBeforeIsWrittenOver() throws Exception {
    file.write(withPolicies(300));
    file.write(withPolicies(299));
    Files.delete(directory.resolve("manifest.json.spare"));
    full();
    reduceToNothing();
  }

  @Test
  void theOneBeforeIsNotWrittenOverWhereItIsThisOne() throws Exception {
    file.write(withPolicies(3));
    Files.delete(directory.resolve("manifest.json.spare"));
    Files.createLink(directory.resolve("manifest.json.last"), file.path());
    full();
    assertThrows(StoreException.class, () -> file.reduce(withPolicies(2)));
    assertEquals(withPolicies(3), onDisk());
  }

  @Test
  void whereFilesCannotBeSwappedTheyAreRenamed() throws Exception {
    file = new ManifestFile(directory, (one, other) -> false);
    file.write(withPolicies(3));
    file.write(withPolicies(4));
    full();
    file.reduce(withPolicies(3));
    file.reduce(withPolicies(2));
    assertEquals(withPolicies(2), onDisk());
    assertEquals(List.of("manifest.json", "manifest.json.new"), files());
    Files.delete(directory.resolve("manifest.json.new/full"));
    Files.delete(directory.resolve("manifest.json.new"));
    file.reduce(withPolicies(1));
    assertEquals(withPolicies(1), onDisk());
    assertEquals(List.of("manifest.json", "manifest.json.spare"), files());
    file.write(withPolicies(2));
    assertEquals(List.of("manifest.json", "manifest.json.last", "manifest.json.spare"), files());
  }

  @Test
  void whatCouldNotBeWrittenTakesNoRoom() throws Exception {
    file.write(withPolicies(1));
    Path last = directory.resolve("manifest.json.last");
    Files.createDirectories(last.resolve("in the way"));
    assertThrows(StoreException.class, () -> file.write(withPolicies(2)));
    assertTrue(Files.notExists(directory.resolve("manifest.json.new")));
  }

  @Test
  void roomIsTakenAheadForAManifestThatWasThereBefore() throws Exception {
    file.write(withPolicies(3));
    Files.delete(directory.resolve("manifest.json.spare"));
    file = new ManifestFile(directory);
    assertEquals(Optional.of(withPolicies(3)), file.read());
    file.reserve();
    full();
    reduceToNothing();
  }
}
