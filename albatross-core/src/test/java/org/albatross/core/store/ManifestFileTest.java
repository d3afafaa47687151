package org.albatross.core.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import org.albatross.core.model.Policy;
import org.albatross.core.model.VmType;
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
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(2, files.count());
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
}
