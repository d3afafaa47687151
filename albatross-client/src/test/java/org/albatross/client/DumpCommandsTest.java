package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Arguments;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Image;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.OnFailure;
import org.albatross.core.model.Policy;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.UnikernelConfig;
import org.albatross.core.model.VmType;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.OriginalState;
import org.albatross.core.wire.State;
import org.albatross.core.wire.Zlib;
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

  @Test
  void whatIsImportedAndExportedIsWhatTheOriginalHad() throws Exception {
    int compared = 0;
    for (Vector vector : vectors()) {
      State before = State.decode(vector.state());
      boolean readable =
          before.unikernels().entries().stream()
              .noneMatch(each -> each.value().image().compressed());
      if (!readable) {
        continue; // their images are no zlib streams
      }
      Path into = Files.createDirectory(directory.resolve("db" + compared));
      Manifest manifest = importState(into, vector.state());
      assertEquals(before.policies(), manifest.policies(), vector.label());
      Path exported = directory.resolve("exported" + compared);
      Run run = Run.of("export-dump", exported.toString(), "--dbdir", into.toString());
      assertEquals(0, run.exitCode(), run.err());
      assertEquals(before, State.decode(Files.readAllBytes(exported)), vector.label());
      compared++;
    }
    assertTrue(compared > 10, compared + " states");
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
    Run unknown = Run.of("extract-dump", "x", "--dbdir", dbdir.toString());
    assertEquals(123, unknown.exitCode());
    assertTrue(unknown.err().contains("has no unikernel :x"), unknown.err());
    Path exists = Files.createFile(directory.resolve("exists"));
    Run export = Run.of("export-dump", exists.toString(), "--dbdir", dbdir.toString());
    assertEquals(123, export.exitCode());
    assertTrue(Files.exists(exists));
  }
}
