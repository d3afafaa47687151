package org.albatross.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.albatross.client.request.Values;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
  @TempDir Path directory;

  /** The columns: the line, and what the error says. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense | there is no command \"nonsense\"",
        "--mem 3 | the command comes first",
        "create | NAME is missing",
        "create hello | IMAGE is missing",
        "create a: image | is a path, a name is wanted",
        "create a/b image | only letters, digits, '-' and '.' are allowed",
        "create -- -a image | must not begin with '-'",
        "create hello image --cpu two | --cpu wants a whole number of 0 or more, not \"two\"",
        "create hello image --cpu -1 | --cpu wants a whole number of 0 or more",
        "create hello image --cpu 0x1 | --cpu wants",
        "create hello image --mem 0 | --mem wants a whole number of 1 or more",
        "create hello image --mem 99999999999999999999 | --mem wants",
        "create hello image --mem 4611686018427387904 | --mem wants",
        "create hello image --cpus 0 | --cpus wants",
        "create hello image --startup x | --startup wants",
        "create hello image --exit-code 256 | --exit-code wants a whole number from 0 to 255",
        "create hello image --image-in-certificate | goes with --destination",
        "create hello image --typ xen | --typ wants solo5 or bhyve",
        "create hello image --block a: | --block wants NAME[:DEVICE][@SECTOR]",
        "create hello image --block :b | --block wants NAME[:DEVICE][@SECTOR]",
        "create hello image --block a:b@512@512 | --block wants NAME[:DEVICE][@SECTOR]",
        "create hello image --block @512 | --block wants NAME[:DEVICE][@SECTOR]",
        "create hello image --block a@700 | power of two",
        "create hello image --block a@256 | a power of two from 512 to 32768",
        "create hello image --block a@65536 | a power of two from 512 to 32768",
        "create hello image --block a@65536 --csr | a power of two from 512 to 32768",
        "create hello image --block a@x | SECTOR of --block wants a whole number of 0 or more",
        "create hello image --block a-b:disk | no image has a block device of the name \"a-b\"",
        "restart hello --replace-arguments --block a@700 | power of two",
        "create hello image --block a --block a:b | --block names \"a\" twice",
        "create hello image --net a:b:c | --net wants [NAME:]BRIDGE[@MAC]",
        "create hello image --net a: | --net wants [NAME:]BRIDGE[@MAC]",
        "create hello image --net a@02:00 | invalid MAC address",
        "create hello image --net a --net a:b | --net names \"a\" twice",
        "create hello image --compression-level 10 | --compression-level wants a whole number from 0 to 9",
        "create hello image --compression-level -1 | --compression-level wants",
        "create hello image --arg | --arg",
        "create hello image --color blue | --color wants",
        "create hello image extra | an argument too many: \"extra\"",
        "get hello --compression-level 128 | from 0 to 9",
        "get hello --max-size many | --max-size wants a size like 64MiB or 2GiB, not \"many\"",
        "get hello --max-size 0 | --max-size wants a size",
        "dump-block disk --max-size -1 | --max-size wants a size",
        "extract-dump hello --max-size 64MB | --max-size wants a size",
        "get hello --nothing | there is no option \"--nothing\"",
        "restart hello --mem 64 | --mem changes nothing without --replace-arguments",
        "console hello --count -1 | --count wants",
        "console hello --since yesterday | --since wants a time like",
        "console hello --since 2026-13-01 | --since wants a time like",
        "console hello --since +12026-01-01 | --since wants a time like",
        "console a: | is a path",
        "remove-policy | which policy is to be removed?",
        "remove-policy -p : | the root policy cannot be removed",
        "add-policy a | UNIKERNELS is missing",
        "add-policy a 0 | UNIKERNELS wants a whole number of 1 or more",
        "add-policy a 1 --mem 16 | --mem wants a whole number of 17 or more",
        "add-policy a 1 --block -1 | --block wants a whole number of 0 or more",
        "add-policy a..b:/ 1 | invalid",
        "create-block disk 0 | MB wants a whole number from 1",
        "create-block disk x | MB wants",
        "info -n a_b | only letters",
        "destroy hello there | an argument too many",
        "stats -n a_b | only letters",
        "stats-add | PID is missing",
        "stats-add -n a -- -5 | PID wants a whole number from 1 to 2147483647, not \"-5\"",
        "stats-add 0 -n a | PID wants",
        "stats-add 5 | which unikernel?",
        "stats-add 5 -n a: | is a path",
        "stats-add 5 -n a --bridge tap0 | --bridge wants BRIDGE:TAP",
        "stats-add 5 -n a --bridge :tap0 | --bridge wants BRIDGE:TAP",
        "stats-remove | which unikernel?",
        "top now | an argument too many",
        "top - | an argument too many: \"-\"",
        "create-block disk - | MB wants a whole number from 1 to 8796093022207, not \"-\"",
        "create - image | invalid label \"-\"",
        "help nonsense | there is no command",
      })
  void aWrongLineIsExplained(String line, String expected) {
    Run run = Run.of(line.trim().split(" "));
    assertEquals(124, run.exitCode(), run.err());
    assertTrue(run.err().contains(expected), run.err());
    assertTrue(run.err().startsWith("albatross-client: error: "), run.err());
    assertEquals("", run.out());
  }

  @Test
  void anEmptyArgumentIsNamed() {
    for (Run run : List.of(Run.of("create", "", "image"), Run.of("console", ""))) {
      assertEquals(124, run.exitCode());
      assertTrue(run.err().contains("there is an argument that is empty"), run.err());
    }
  }

  /** The columns: the line, and the hint. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "info foo:hello | did you mean --name foo:hello?",
        "block foo:disk | did you mean --name foo:disk?",
        "policy foo | did you mean --path foo?",
        "top foo | did you mean --name foo?",
        "export-dump a b | albatross-client export-dump FILE [OPTIONS]",
        "help a b | albatross-client help [TOPIC] [OPTIONS]",
        "create | albatross-client create NAME [IMAGE] [OPTIONS]",
        "certificate a.pem | albatross-client certificate [CACERT] CERT KEY [OPTIONS]",
        "add-policy a:b 1 --csr | comes from the certificates that sign: name it b",
        "info --name a: --csr | comes from the certificates that sign: leave it out",
      })
  void theHintIsWhatToWrite(String line, String hint) {
    Run run = Run.of(line.trim().split(" "));
    assertEquals(124, run.exitCode(), run.err());
    assertTrue(run.err().endsWith(hint + "\n"), run.err());
  }

  @Test
  void aFullDiskIsToldOfAndAReaderThatLeftIsNot() {
    for (String reason : List.of("No space left on device", "Broken pipe")) {
      OutputStream out =
          new OutputStream() {
            @Override
            public void write(int one) throws IOException {
              throw new IOException(reason);
            }
          };
      ByteArrayOutputStream err = new ByteArrayOutputStream();
      Client client = new Client(InputStream.nullInputStream(), out, err, Map.of(), Path.of(""));
      assertEquals(123, client.run("--version"));
      assertEquals(!reason.equals("Broken pipe"), err.toString(UTF_8).contains(reason));
    }
  }

  @Test
  void withoutACommandTheCommandsAreListed() {
    Run run = Run.of();
    assertEquals(124, run.exitCode());
    assertTrue(run.err().contains("destroy-block"), run.err());
  }

  @Test
  void anArgumentThatTheLocaleCannotReadIsRefused() {
    Run run = Run.of("create", "hello", "image", "--arg=\uFFFD\uFFFD");
    assertEquals(124, run.exitCode());
    assertTrue(run.err().contains("LC_ALL"), run.err());
  }

  @Test
  void theRootOfPoliciesSaysWhatToDo() {
    assertTrue(Run.of("remove-policy").err().contains("remove-policy --path PATH"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "policy",
        "add-policy",
        "replace-policy",
        "remove-policy",
        "info",
        "get",
        "create",
        "restart",
        "destroy",
        "console",
        "inactive-consoles",
        "stats",
        "top",
        "stats-add",
        "stats-remove",
        "block",
        "create-block",
        "set-block",
        "dump-block",
        "destroy-block",
        "update",
        "generate",
        "sign",
        "certificate",
        "decode",
        "help"
      })
  void everyCommandHasHelp(String command) {
    Run help = Run.of("help", command);
    assertEquals(0, help.exitCode());
    assertTrue(help.out().startsWith("Usage: albatross-client " + command), help.out());
    assertEquals(help, Run.of(command, "--help"));
    assertTrue(Run.of("help").out().contains("  " + command + " "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"names", "csr", "signing", "exit-codes", "topics"})
  void topicsHaveHelp(String topic) {
    Run run = Run.of("help", topic);
    assertEquals(0, run.exitCode());
    assertFalse(run.out().isEmpty());
  }

  @Test
  void theVersionNamesTheProtocol() {
    assertTrue(Run.of("--version").out().matches("albatross-client \\S+, protocol version 5\n"));
  }

  @Test
  void exitCodesWithoutRestartAreWarnedOf() throws Exception {
    Path image = Files.writeString(directory.resolve("image"), "IMAGE");
    Run run = Run.of("create", "hello", image.toString(), "--exit-code", "3", "--socket", "-");
    assertEquals(0, run.exitCode());
    assertEquals(
        "albatross-client: warning: --exit-code does nothing without --restart\n", run.err());
  }

  @Test
  void aFileThatIsNotThereIsNoMistakeOfTheLine() {
    String absent = directory.resolve("absent").toString();
    for (String[] line :
        new String[][] {
          {"create", "hello", absent},
          {"set-block", "disk", absent},
          {"create-block", "disk", "1", "--data", absent},
          {"create", "hello", directory.toString()},
        }) {
      Run run = Run.of(line);
      assertEquals(123, run.exitCode(), run.err());
      assertTrue(run.err().contains(directory.toString()), run.err());
    }
  }

  @Test
  void aDashIsTheStandardInput() throws Exception {
    assertEquals(Path.of("/dev/stdin"), Values.input("FILE", "-"));
    assertEquals(Path.of("./-"), Values.input("FILE", "./-"));
  }

  @Test
  @Timeout(30)
  void theImageOfARequestMayComeFromAPipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    for (String image : List.of("IMAGE", "")) {
      Thread writer = new Thread(() -> assertDoesNotThrow(() -> Files.writeString(pipe, image)));
      writer.start();
      Run run = Run.in(directory, "create", "hello", pipe.toString(), "--csr");
      writer.join();
      assertEquals(image.isEmpty() ? 123 : 0, run.exitCode(), run.err());
    }
  }

  @Test
  void whyADirectoryIsNoDataIsSaid() {
    Run run = Run.of("create-block", "disk", "1", "--data", directory.toString());
    assertTrue(run.err().contains("it is a directory"), run.err());
  }

  @Test
  void anEmptyImageIsRefused() throws Exception {
    Path image = Files.createFile(directory.resolve("image"));
    Run run = Run.of("create", "hello", image.toString());
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("is empty"), run.err());
  }

  @Test
  void dataLargerThanTheDeviceAreRefusedBeforeItIsMade() throws Exception {
    Path data = Files.write(directory.resolve("data"), new byte[(1 << 20) + 1]);
    Run run = Run.of("create-block", "disk", "1", "--data", data.toString());
    assertEquals(123, run.exitCode());
    assertTrue(run.err().contains("more than a block device of 1 MB takes"), run.err());
  }

  @Test
  void eachCommandTellsItsVersionAndItsHelpAsTheOriginalsDo() {
    assertEquals(Run.of("--version"), Run.of("create", "--version"));
    assertEquals(Run.of("--version"), Run.of("sign", "--version"));
    for (String format : List.of("auto", "pager", "groff", "plain")) {
      assertEquals(Run.of("help", "create"), Run.of("create", "--help=" + format));
      assertEquals(Run.of("help"), Run.of("--help=" + format));
    }
    assertEquals(124, Run.of("create", "--help=html").exitCode());
  }

  @Test
  void quietLeavesOutWarningsAndKeepsErrors() {
    String[] line = {"create", "a", "image", "--exit-code", "1", "--socket", "-", "--typ", "bhyve"};
    assertTrue(Run.of(line).err().contains("warning: --exit-code does nothing"));
    for (String[] quiet : new String[][] {{"-q"}, {"--quiet"}, {"--verbosity", "error"}}) {
      Run run = Run.of(join(line, quiet));
      assertEquals(new Run(0, Run.of(line).out(), ""), run);
    }
    Run nowhere = Run.of("info", "-q", "--socket", directory.resolve("none").toString());
    assertEquals(122, nowhere.exitCode());
    assertTrue(nowhere.err().contains("cannot connect to"), nowhere.err());
  }

  @Test
  void verboseTellsWhereARequestGoesAndTwiceWhereAnErrorIsFrom() {
    Path socket = directory.resolve("none");
    String[] line = {"info", "--socket", socket.toString()};
    assertFalse(Run.of(line).err().contains("asks"));
    for (String[] once : new String[][] {{"-v"}, {"--verbose"}, {"--verbosity", "info"}}) {
      Run run = Run.of(join(line, once));
      assertTrue(run.err().startsWith("albatross-client: asks " + socket + "\n"), run.err());
      assertFalse(run.err().contains("at org.albatross"), run.err());
    }
    for (String[] twice : new String[][] {{"-vv"}, {"-v", "-v"}, {"--verbosity=debug"}}) {
      Run run = Run.of(join(line, twice));
      assertTrue(run.err().contains("at org.albatross"), run.err());
    }
    assertEquals(124, Run.of("info", "--verbosity", "loud").exitCode());
  }

  private static String[] join(String[] first, String... second) {
    return java.util.stream.Stream.of(first, second)
        .flatMap(java.util.Arrays::stream)
        .toArray(String[]::new);
  }
}
