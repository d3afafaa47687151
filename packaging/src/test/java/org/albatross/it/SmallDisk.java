package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/** A file system of its own for a directory, so small that a test can fill it. Needs root. */
final class SmallDisk {
  private static final int PAGE = 4096;

  private final Path directory;
  private int count;

  private SmallDisk(Path directory) {
    this.directory = directory;
  }

  /** In memory; a file takes an inode, and so does a second name for it. */
  static SmallDisk tmpfs(Path directory, int inodes) throws Exception {
    run("mount", "-t", "tmpfs", "-o", "size=4m,nr_inodes=" + inodes, "albatross", text(directory));
    return new SmallDisk(directory);
  }

  /**
   * In a file.
   *
   * @param make the command that makes the file system; the name of the file follows
   */
  static SmallDisk inFile(Path directory, Path file, long megabytes, String... make)
      throws Exception {
    try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
      image.setLength(megabytes << 20);
    }
    String[] line = Arrays.copyOf(make, make.length + 1);
    line[make.length] = file.toString();
    run(line);
    run("mount", "-o", "loop", file.toString(), text(directory));
    return new SmallDisk(directory);
  }

  /** Whether this host has such a command. */
  static boolean canRun(String command) {
    return List.of("/sbin", "/usr/sbin").stream()
        .anyMatch(each -> Files.isExecutable(Path.of(each, command)));
  }

  /** Takes all bytes, then all inodes. */
  void fill() throws Exception {
    // What a file system takes back later must not be there again in the middle of a test.
    run("sync", "--file-system", text(directory));
    for (int size : new int[] {64 * PAGE, PAGE, 1}) {
      append(size);
    }
    takeInodes();
    run("sync", "--file-system", text(directory));
    append(1);
  }

  private void append(int size) {
    byte[] noise = new byte[size];
    new java.util.Random().nextBytes(noise);
    try (OutputStream out =
        Files.newOutputStream(filler(0), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (true) {
        out.write(noise);
      }
    } catch (IOException e) {
      return; // as much as this fits no more
    }
  }

  private void takeInodes() {
    try {
      while (count < 1000) {
        Files.createFile(filler(++count));
      }
    } catch (IOException e) {
      return; // there is none left
    }
  }

  private Path filler(int number) {
    return directory.resolve("filler-" + number);
  }

  /** Gives all that was taken back. */
  void empty() throws IOException {
    for (; count >= 0; count--) {
      Files.deleteIfExists(filler(count));
    }
    count = 0;
  }

  void unmount() throws Exception {
    run("umount", text(directory));
  }

  private static String text(Path path) {
    return path.toString();
  }

  private static void run(String... line) throws Exception {
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor() == 0, () -> String.join(" ", line) + ": " + output);
  }
}
