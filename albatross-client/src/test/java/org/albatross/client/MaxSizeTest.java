package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.OriginalState;
import org.albatross.core.wire.State;
import org.albatross.core.wire.zlib.Deflating;
import org.albatross.core.wire.zlib.Zlib;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that are larger than what they come as, or than what they should be. */
class MaxSizeTest {
  private static final int LIMIT = 1 << 16;

  @TempDir Path tmpdir;
  @TempDir Path files;

  private Run run(String... args) {
    return Run.with(new byte[0], Map.of("TMPDIR", files.toString()), args);
  }

  private Run against(FakeDaemon.Script script, String... args) throws Exception {
    List<String> line = new ArrayList<>(List.of(args));
    line.add("--tmpdir=" + tmpdir);
    return FakeDaemon.during(tmpdir, "vmmd.sock", () -> run(line.toArray(String[]::new)), script);
  }

  private List<String> filesLeft() throws Exception {
    try (var list = Files.list(files)) {
      return list.map(file -> file.getFileName().toString()).toList();
    }
  }

  private void assertRefused(Run run, String limit) throws Exception {
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(
        run.err().contains("larger than the limit of " + limit + ", nothing was kept"), run.err());
    assertTrue(run.err().contains("hint: --max-size takes more"), run.err());
    assertEquals("", run.out());
    assertEquals(List.of(), filesLeft());
  }

  private static Image zeros(int length, boolean compressed) {
    Bytes data = Bytes.wrap(new byte[length]);
    return new Image(compressed, compressed ? Zlib.compress(data, 9) : data);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anImageIsTakenUpToTheLimit(boolean compressed) throws Exception {
    String[] line = {"get", "hello", "--max-size=64KiB"};
    Run fits =
        against(peer -> peer.reply(new Success.UnikernelImage(zeros(LIMIT, compressed))), line);
    assertEquals(0, fits.exitCode(), fits.err());
    Path file = Path.of(fits.out().strip());
    assertEquals(LIMIT, Files.size(file));
    Files.delete(file);
    Run larger =
        against(peer -> peer.reply(new Success.UnikernelImage(zeros(LIMIT + 1, compressed))), line);
    assertRefused(larger, "64KiB");
  }

  /** 260 KB of them. */
  private static Bytes bomb(long length) throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Deflating deflating =
        new Deflating(
            data -> {
              byte[] some = new byte[data.remaining()];
              data.get(some);
              out.write(some);
            },
            9)) {
      ByteBuffer zeros = ByteBuffer.allocate(1 << 20);
      for (long left = length; left > 0; left -= zeros.capacity()) {
        deflating.write(zeros.clear().limit((int) Math.min(left, zeros.capacity())));
      }
      deflating.end();
    }
    return Bytes.wrap(out.toByteArray());
  }

  @Test
  void withoutALimitAnImageHasWhatImagesMayHave() throws Exception {
    Bytes bomb = bomb(Image.MAX_LENGTH + 1);
    Run run =
        against(
            peer -> peer.reply(new Success.UnikernelImage(new Image(true, bomb))), "get", "hello");
    assertRefused(run, "256MiB");
  }

  private Run dump(Image content, String... options) throws Exception {
    List<String> line = new ArrayList<>(List.of("dump-block", "disk"));
    line.addAll(List.of(options));
    return against(
        peer -> {
          Message asked = peer.receive();
          peer.send(asked.reply(new Success.BlockImage(content.compressed())));
          for (Optional<Bytes> piece :
              List.of(Optional.of(content.data()), Optional.<Bytes>empty())) {
            peer.send(asked.reply(new Payload.BlockData(piece)));
          }
        },
        line.toArray(String[]::new));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aBlockDeviceIsDumpedUpToTheLimit(boolean compressed) throws Exception {
    Run fits = dump(zeros(LIMIT, compressed), "--max-size", "64KiB");
    assertEquals(0, fits.exitCode(), fits.err());
    Path file = Path.of(fits.out().strip());
    assertEquals(LIMIT, Files.size(file));
    Files.delete(file);
    assertRefused(dump(zeros(LIMIT + 1, compressed), "--max-size", "64KiB"), "64KiB");
  }

  @Test
  void onTheStandardOutputTheLimitHoldsToo() throws Exception {
    Run run = dump(zeros(3 * LIMIT, true), "--max-size", "64KiB", "--out", "-");
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("the limit of 64KiB, this was not all of them"), run.err());
    assertTrue(run.out().length() <= LIMIT);
  }

  @Test
  void whatFollowsTheCompressedDataIsNotIgnored() throws Exception {
    byte[] more = java.util.Arrays.copyOf(zeros(1, true).data().toArray(), 64);
    Run run = dump(new Image(true, Bytes.wrap(more)));
    assertEquals(121, run.exitCode(), run.err());
    assertTrue(run.err().contains("after the end of the compressed stream"), run.err());
    assertEquals(List.of(), filesLeft());
  }

  /** As albatrossd imports it, which uncompresses it. */
  private String[] stored(Image image, boolean ours) throws Exception {
    UnikernelConfig config =
        new UnikernelConfig(
            VmType.SOLO5,
            image,
            new Arguments(
                new OnFailure.Quit(),
                OptionalLong.empty(),
                true,
                SortedSets.copyOf(List.of(0L)),
                32,
                List.of(),
                List.of(),
                Optional.empty(),
                1,
                Optional.empty()));
    State state =
        new State(
            NameTrie.<UnikernelConfig>empty().with(Name.parse("a:x"), config), NameTrie.empty());
    Path file = Files.write(tmpdir.resolve("state"), state.encode());
    if (!ours) {
      return new String[] {"--file", file.toString()};
    }
    ImageStore images = new ImageStore(tmpdir.resolve("images"));
    images.open();
    new ManifestFile(tmpdir)
        .write(new OriginalState(file).importInto(images, new ArrayList<>()).orElseThrow());
    return new String[] {"--dbdir", tmpdir.toString()};
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true"})
  void anImageIsExtractedUpToTheLimit(boolean compressed, boolean ours) throws Exception {
    String[] fits = stored(zeros(LIMIT, compressed), ours);
    Run run = run("extract-dump", "a:x", "--max-size=64KiB", fits[0], fits[1]);
    assertEquals(0, run.exitCode(), run.err());
    Files.delete(Path.of(run.out().strip()));
    String[] larger = stored(zeros(LIMIT + 1, compressed), ours);
    assertRefused(run("extract-dump", "a:x", "--max-size=64KiB", larger[0], larger[1]), "64KiB");
  }

  @Test
  void withoutALimitAnExtractedImageHasWhatImagesMayHave() throws Exception {
    String[] place = stored(new Image(true, bomb(Image.MAX_LENGTH + 1)), false);
    assertRefused(run("extract-dump", "a:x", place[0], place[1]), "256MiB");
  }

  /** What it is of is shown all the same. */
  @Test
  void anImageThatInflatesToMoreIsNamedByInspectDump() throws Exception {
    String[] place = stored(new Image(true, bomb(Image.MAX_LENGTH + 1)), false);
    Run run = run("inspect-dump", place[0], place[1]);
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.lines().get(1).matches("a:x .* larger than 256MiB"), run.out());
  }

  @ParameterizedTest
  @CsvSource({
    "get, 256MiB",
    "extract-dump, 256MiB",
    "dump-block, 16GiB",
    "certificate, '256MiB, of a block device 16GiB'",
  })
  void theHelpSaysTheLimit(String command, String limit) {
    String help = run("help", command).out().replaceAll("\\s+", " ");
    assertTrue(help.contains("--max-size=SIZE"), help);
    assertTrue(help.contains("(" + limit + ")"), help);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--m", "--max", "--m-s", "--max-s"})
  void theOptionCanBeAbbreviated(String option) throws Exception {
    Run run =
        against(
            peer -> peer.reply(new Success.UnikernelImage(zeros(LIMIT + 1, true))),
            "get",
            "hello",
            option,
            "64KiB");
    assertRefused(run, "64KiB");
  }
}
