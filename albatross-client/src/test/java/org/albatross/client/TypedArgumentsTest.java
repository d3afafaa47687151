package org.albatross.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.file.Files;
import java.nio.file.Path;
import org.albatross.core.model.Utf8;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arguments of which the JVM has lost characters. */
class TypedArgumentsTest {
  @TempDir Path directory;

  private Path commandLine(String bytes) throws Exception {
    return Files.write(directory.resolve("cmdline"), bytes.getBytes(ISO_8859_1));
  }

  @Test
  void whatTheLocaleDoesNotKnowIsReadFromTheKernel() throws Exception {
    Path line = commandLine("java\0-cp\0x\0Main\0create\0--arg=caf\u00c3\u00a9\0\0");
    assertArrayEquals(
        new String[] {"create", "--arg=caf\u00e9", ""},
        TypedArguments.of(line, "create", "--arg=caf\uFFFD\uFFFD", ""));
  }

  @Test
  void bytesThatAreNoTextStayTheBytesThatTheyAre() throws Exception {
    Path line = commandLine("java\0Main\0--arg=\u00e9\0");
    String argument = TypedArguments.of(line, "--arg=\uFFFD")[0];
    assertArrayEquals("--arg=\u00e9".getBytes(ISO_8859_1), Utf8.encode(argument));
  }

  @Test
  void whereTheKernelTellsNothingTheArgumentsStayAsTheyAre() {
    String[] args = {"--arg=\uFFFD"};
    assertSame(args, TypedArguments.of(directory.resolve("none"), args));
  }
}
