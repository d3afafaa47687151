package org.albatross.core.host.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.host.Abi;
import org.albatross.core.host.HostException;

/** Processes of this host that may be nobody's children. */
public final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  /**
   * Of /proc/PID/stat, counted behind the name: the state, the session, the start in ticks since
   * boot.
   */
  private static final int STATE = 0;

  private static final int SESSION = 3;
  private static final int START = 19;

  private Processes() {}

  /**
   * When a process started, as a text to be compared: a number alone is given to another process
   * some day. Absent if it has ended.
   */
  public static Optional<String> startOf(long pid) {
    if (!Abi.ON_LINUX) {
      return ProcessHandle.of(pid)
          .flatMap(process -> process.info().startInstant())
          .map(Object::toString);
    }
    try {
      String[] fields = stat(pid);
      return fields[STATE].equals("Z") || fields[STATE].equals("X")
          ? Optional.empty()
          : Optional.of(fields[START] + "@" + Files.readString(BOOT).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The leader of the session of a process; absent if it has ended, or where there is no Linux. */
  public static OptionalLong sessionOf(long pid) {
    try {
      return OptionalLong.of(Long.parseLong(stat(pid)[SESSION]));
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }

  private static String[] stat(long pid) throws IOException {
    String stat = Files.readString(PROC.resolve(pid + "/stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
  }

  /** The command line of a process; empty if it has ended, or where there is no Linux to tell. */
  public static List<String> commandLine(long pid) {
    try {
      String line = Files.readString(PROC.resolve(pid + "/cmdline"), StandardCharsets.ISO_8859_1);
      return List.of(line.split("\0", -1));
    } catch (IOException e) {
      return List.of();
    }
  }

  /**
   * Processes whose standard input, output and error are all files of this directory, removed ones
   * too. Nobody but a tender has them so. None where there is no Linux to tell.
   */
  public static List<Long> withStandardFilesBelow(Path directory) throws HostException {
    List<Long> found = new ArrayList<>();
    if (!Abi.ON_LINUX) {
      return found;
    }
    String prefix = directory + "/";
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (opened(process, 0, prefix)
            && opened(process, 1, prefix)
            && opened(process, 2, prefix)) {
          found.add(Long.parseLong(process.getFileName().toString()));
        }
      }
      return found;
    } catch (IOException e) {
      throw new HostException("the processes of this host cannot be listed: " + e.getMessage(), e);
    }
  }

  private static boolean opened(Path process, int descriptor, String prefix) {
    try {
      return Files.readSymbolicLink(process.resolve("fd/" + descriptor))
          .toString()
          .startsWith(prefix);
    } catch (IOException e) {
      return false; // it ended meanwhile, or is none of ours
    }
  }
}
