package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.OriginalState;
import org.albatross.core.store.StoreException;
import org.albatross.core.wire.State;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** States on disk, the original's in all shapes and ours. */
class DumpCommandsTest {
  @TempDir Path directory;
  private Path dbdir;

  @BeforeEach
  void makeDirectory() throws Exception {
    dbdir = Files.createDirectory(directory.resolve("db"));
  }

  private record Vector(String label, String hex) {
    byte[] state() {
      return HexFormat.of().parseHex(hex);
    }
  }

  private static List<Vector> vectors() throws Exception {
    try (var in =
        DumpCommandsTest.class.getResourceAsStream("/org/albatross/core/wire/state.tsv")) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
          .lines()
          .map(line -> line.split("\t", -1))
          .filter(fields -> fields[2].equals("ok"))
          .map(fields -> new Vector(fields[0], fields[1]))
          .toList();
    }
  }

  /** As albatrossd imports it. */
  private Manifest importState(Path into, byte[] state) throws Exception {
    Path file = Files.write(directory.resolve("state"), state);
    ImageStore images = new ImageStore(into.resolve("images"));
    images.open();
    Manifest manifest = new OriginalState(file).importInto(images, new ArrayList<>()).orElseThrow();
    new ManifestFile(into).write(manifest);
    return manifest;
  }

  /** All seven shapes among them. */
  @Test
  void whatIsImportedAndExportedIsWhatTheOriginalHad() throws Exception {
    List<Vector> vectors = vectors();
    for (Vector vector : vectors) {
      byte[] state = withZlibImages(vector.state());
      Path into =
          Files.createDirectory(directory.resolve("db-" + vector.label().replace('/', '-')));
      Manifest manifest = importState(into, state);
      State before = withPlainImages(State.decode(state));
      assertEquals(before.policies(), manifest.policies(), vector.label());
      Path exported = into.resolve("exported");
      Run run = Run.of("export-dump", exported.toString(), "--dbdir", into.toString());
      assertEquals(0, run.exitCode(), run.err());
      assertEquals(before, State.decode(Files.readAllBytes(exported)), vector.label());
    }
    assertTrue(vectors.stream().filter(each -> each.label().startsWith("oldstate/v")).count() >= 6);
  }

  /** In the vectors what is said to be compressed is not. */
  private static byte[] withZlibImages(byte[] state) throws Exception {
    byte[] changed = state;
    for (var each : State.decode(state).unikernels().entries()) {
      Image image = each.value().image();
      if (image.compressed()) {
        changed = DerEdit.replace(changed, image.data(), Zlib.compress(image.data(), 9));
      }
    }
    return changed;
  }

  private static State withPlainImages(State state) throws Exception {
    NameTrie<UnikernelConfig> unikernels = NameTrie.empty();
    for (var each : state.unikernels().entries()) {
      UnikernelConfig config = each.value();
      Image image = config.image();
      Image plain =
          image.compressed()
              ? new Image(false, Zlib.uncompress(image.data(), Image.MAX_LENGTH))
              : image;
      unikernels =
          unikernels.with(
              each.name(), new UnikernelConfig(config.type(), plain, config.arguments()));
    }
    // In the newest shape devices are a set, in the oldest a list.
    return State.decode(new State(unikernels, state.policies()).encode());
  }

  @Test
  void aBrokenImageIsNamedAndDoesNotHideTheOthers() throws Exception {
    NameTrie<UnikernelConfig> unikernels =
        NameTrie.<UnikernelConfig>empty()
            .with(Name.parse("a:broken"), unikernel(new Image(true, Bytes.utf8("no zlib"))))
            .with(Name.parse("a:whole"), unikernel(new Image(false, Bytes.utf8("ONE"))));
    byte[] state = new State(unikernels, NameTrie.empty()).encode();
    StoreException refused = assertThrows(StoreException.class, () -> importState(dbdir, state));
    assertTrue(refused.getMessage().contains("the image of a:broken: not valid zlib data"));
    Run run = Run.of("inspect-dump", "--file", directory.resolve("state").toString());
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().lines().anyMatch(l -> l.matches("a:broken .* not valid zlib data.*")));
    assertTrue(run.out().lines().anyMatch(l -> l.matches("a:whole .* [0-9a-f]{64}")), run.out());
  }

  @Test
  void bothAreShownAlike() throws Exception {
    byte[] state = anyState();
    Manifest manifest = importState(dbdir, state);
    Run ours = Run.of("inspect-dump", "--dbdir", dbdir.toString());
    Run original = Run.of("inspect-dump", "--file", directory.resolve("state").toString());
    assertEquals(0, ours.exitCode(), ours.err());
    assertEquals(original.out(), ours.out());
    for (var each : manifest.unikernels().entries()) {
      each.value()
          .image()
          .ifPresent(image -> assertTrue(ours.out().contains(image.sha256().toHex()), ours.out()));
    }
    assertTrue(ours.out().contains("PATH"), ours.out());
  }

  private static byte[] anyState() throws Exception {
    Policy policy =
        new Policy(
            SortedSets.copyOf(List.of(0L)),
            4,
            256,
            OptionalLong.empty(),
            SortedSets.copyOf(List.of("service")));
    return new State(
            NameTrie.<UnikernelConfig>empty()
                .with(Name.parse("a:one"), unikernel(new Image(false, Bytes.utf8("ONE"))))
                .with(
                    Name.parse("a:two"),
                    unikernel(new Image(true, Zlib.compress(Bytes.utf8("TWO"), 9)))),
            NameTrie.<Policy>empty().with(Name.parse("a:"), policy))
        .encode();
  }

  private static UnikernelConfig unikernel(Image image) {
    return new UnikernelConfig(
        VmType.SOLO5,
        image,
        new Arguments(
            new OnFailure.Quit(),
            OptionalLong.of(7),
            true,
            SortedSets.copyOf(List.of(0L)),
            32,
            List.of(),
            List.of(),
            Optional.empty(),
            1,
            Optional.empty()));
  }

  @Test
  void anImageIsTakenOutOfBoth() throws Exception {
    Manifest manifest = importState(dbdir, anyState());
    assertEquals(2, manifest.images().size());
    List<String[]> places =
        List.of(
            new String[] {"--dbdir", dbdir.toString()},
            new String[] {"--file", directory.resolve("state").toString()});
    for (String[] place : places) {
      for (String label : List.of("one", "two")) {
        String out = directory.resolve(label + place[0]).toString();
        Run run = Run.of("extract-dump", "a:" + label, place[0], place[1], "--out", out);
        assertEquals(new Run(0, out + "\n", ""), run);
        assertEquals(label.toUpperCase(Locale.ROOT), Files.readString(Path.of(out)));
      }
    }
  }

  @Test
  void whatIsNotThereIsSaid() throws Exception {
    Run nothing = Run.of("inspect-dump", "--dbdir", dbdir.toString());
    assertEquals(123, nothing.exitCode());
    assertTrue(nothing.err().contains("there is no state"), nothing.err());
    new ManifestFile(dbdir).write(Manifest.EMPTY);
    Run ours = Run.of("inspect-dump", "--file", dbdir.resolve("manifest.json").toString());
    assertEquals(123, ours.exitCode());
    assertTrue(ours.err().contains("--dbdir names the directory"), ours.err());
    Run unknown = Run.of("extract-dump", "x", "--dbdir", dbdir.toString());
    assertEquals(123, unknown.exitCode());
    assertTrue(unknown.err().contains("has no unikernel x"), unknown.err());
    Path exists = Files.createFile(directory.resolve("exists"));
    Run export = Run.of("export-dump", exists.toString(), "--dbdir", dbdir.toString());
    assertEquals(123, export.exitCode());
    assertTrue(Files.exists(exists));
  }
}
