package org.albatross.core.host.process;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import org.albatross.core.host.HostException;
import org.albatross.core.model.Name;

/**
 * Cgroups of version 2 (Linux, admin-guide/cgroup-v2) below the one that albatrossd was given. That
 * must be its own: it moves into a part of it, since a group with limits for its parts has no
 * processes itself.
 */
public final class CgroupV2 implements Cgroups {
  /** What a tender takes besides the memory of its unikernel, in MB. */
  static final long ALLOWANCE = 64;

  private static final String OWN = "albatrossd";
  private static final int ATTEMPTS = 10;

  /** No more, so that a name of 250 bytes is still the name of a directory. */
  private static final String PREFIX = "vm.";

  private static final long MEGABYTE = 1L << 20;
  private static final long PERIOD_MICROSECONDS = 100_000;

  /** $1 is the group, the rest the command. Before the tender takes any memory. */
  private static final String ENTER = "echo 0 >\"$1/cgroup.procs\" && shift && exec \"$@\"";

  private final Path base;

  private CgroupV2(Path base) {
    this.base = base;
  }

  /** The cgroup of this process, where version 2 has controllers. */
  public static Optional<Path> own() {
    try {
      Optional<String> path =
          Files.readAllLines(Path.of("/proc/self/cgroup")).stream()
              .filter(line -> line.startsWith("0::"))
              .map(line -> line.substring(4))
              .findFirst();
      Optional<String> mount =
          Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
              .filter(line -> line.contains(" - cgroup2 "))
              .map(line -> line.split(" ", -1)[4])
              .findFirst();
      return mount.isPresent() && path.isPresent()
          ? Optional.of(Path.of(mount.get()).resolve(path.get()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * Takes a cgroup for tenders.
   *
   * @param own whether a process is this one, or of those that were started with it
   * @throws HostException if it has no controllers for memory and CPU, or other processes
   */
  public static CgroupV2 claim(Path base, LongPredicate own) throws HostException {
    List<String> controllers =
        Arrays.asList(read(base.resolve("cgroup.controllers")).split(" ", -1));
    if (!controllers.contains("memory") || !controllers.contains("cpu")) {
      throw new HostException(base + " has no controllers for memory and CPU");
    }
    if (!Files.exists(base.resolve("memory.max"))) {
      throw new HostException(base + " is the root of all");
    }
    for (int attempt = 1; ; attempt++) {
      try {
        moveAside(base, own);
        write(base.resolve("cgroup.subtree_control"), "+memory +cpu");
        return new CgroupV2(base);
      } catch (HostException e) {
        // One of them may have ended, or have started another, meanwhile.
        if (attempt == ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void moveAside(Path base, LongPredicate own) throws HostException {
    List<String> processes = read(base.resolve("cgroup.procs")).lines().toList();
    List<String> others = processes.stream().filter(pid -> !own.test(Long.parseLong(pid))).toList();
    if (!others.isEmpty()) {
      throw new HostException(base + " has other processes too: " + String.join(", ", others));
    }
    make(base.resolve(OWN));
    for (String pid : processes) {
      write(base.resolve(OWN).resolve("cgroup.procs"), pid);
    }
  }

  @Override
  public List<String> enter(Name unikernel, long memory, int cpus, List<String> argv)
      throws HostException {
    Path group = group(unikernel);
    make(group);
    write(group.resolve("memory.max"), String.valueOf((memory + ALLOWANCE) * MEGABYTE));
    write(group.resolve("cpu.max"), cpus * PERIOD_MICROSECONDS + " " + PERIOD_MICROSECONDS);
    List<String> line = new ArrayList<>(List.of("sh", "-c", ENTER, "albatrossd"));
    line.add(group.toString());
    line.addAll(argv);
    return List.copyOf(line);
  }

  @Override
  public void leave(Name unikernel) throws HostException {
    remove(group(unikernel));
  }

  @Override
  public void leaveAll() throws HostException {
    try (DirectoryStream<Path> groups = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (Path group : groups) {
        remove(group);
      }
    } catch (IOException e) {
      throw new HostException("cgroup %s: %s".formatted(base, e.getMessage()), e);
    }
  }

  private Path group(Name unikernel) {
    return base.resolve(PREFIX + unikernel.text());
  }

  private static void make(Path group) throws HostException {
    try {
      if (!Files.isDirectory(group)) {
        Files.createDirectory(group);
      }
    } catch (IOException e) {
      throw new HostException("cgroup %s cannot be made: %s".formatted(group, e.getMessage()), e);
    }
  }

  private static void remove(Path group) throws HostException {
    try {
      Files.deleteIfExists(group);
    } catch (IOException e) {
      throw new HostException(
          "cgroup %s cannot be removed: %s".formatted(group, e.getMessage()), e);
    }
  }

  private static String read(Path file) throws HostException {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new HostException("%s cannot be read: %s".formatted(file, e.getMessage()), e);
    }
  }

  /** The kernel's files are there; a file made here would be none of the kernel's. */
  private static void write(Path file, String text) throws HostException {
    try {
      Files.writeString(file, text, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw new HostException("%s cannot be written: %s".formatted(file, e.getMessage()), e);
    }
  }
}
