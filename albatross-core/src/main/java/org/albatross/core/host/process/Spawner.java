package org.albatross.core.host.process;

import java.lang.ref.Reference;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import jnr.ffi.Pointer;
import org.albatross.core.host.Abi;
import org.albatross.core.host.Descriptor;
import org.albatross.core.host.HostException;
import org.albatross.core.host.Libc;
import org.albatross.core.host.Native;
import org.albatross.core.host.file.Fifo;
import org.albatross.core.model.Text;

/**
 * Starts tenders. A tender has the fifo as standard input, output and error, no other descriptor,
 * default signal handlers, no blocked signal, no part in albatrossd's terminal, an environment of
 * {@code PATH} only, and runs on the given CPUs from its first instruction. {@link Reaper} learns
 * of its end.
 */
public final class Spawner {
  /** Larger than the types of glibc (80 and 336 bytes) and FreeBSD (a pointer each). */
  private static final int OPAQUE = 512;

  private static final int SIGNALS = 128;

  private Spawner() {}

  /**
   * Starts a program. When it fails nothing is left behind: no process and no descriptor.
   *
   * @param argv the program and its arguments
   * @param fifo must be read by somebody already
   * @param cpuIds at least one; on FreeBSD {@code cpuset} in {@code argv} does it instead
   * @return the pid of the child
   */
  public static long spawn(List<String> argv, Path fifo, SortedSet<Long> cpuIds)
      throws HostException {
    return Abi.ON_LINUX ? CpuAffinity.pinned(cpuIds, () -> spawn(argv, fifo)) : spawn(argv, fifo);
  }

  private static long spawn(List<String> argv, Path fifo) throws HostException {
    try (Descriptor output = Fifo.openForWriting(fifo)) {
      return spawn(argv, output);
    }
  }

  private static long spawn(List<String> argv, Descriptor output) throws HostException {
    Pointer actions = Native.memory(OPAQUE);
    Pointer attributes = Native.memory(OPAQUE);
    Libc.Functions libc = Native.LIBC;
    Native.checkReturned(libc.posix_spawn_file_actions_init(actions), "out of memory");
    try {
      Native.checkReturned(libc.posix_spawnattr_init(attributes), "out of memory");
      try {
        prepareDescriptors(actions, output.number());
        prepareSignals(attributes);
        return spawn(argv, actions, attributes);
      } finally {
        int ignored = libc.posix_spawnattr_destroy(attributes);
      }
    } finally {
      int ignored = libc.posix_spawn_file_actions_destroy(actions);
    }
  }

  private static void prepareDescriptors(Pointer actions, int output) throws HostException {
    for (int standard = 0; standard <= 2; standard++) {
      Native.checkReturned(
          Native.LIBC.posix_spawn_file_actions_adddup2(actions, output, standard),
          "the descriptors of a new process cannot be set");
    }
    Native.checkReturned(
        Native.LIBC.posix_spawn_file_actions_addclosefrom_np(actions, 3),
        "the descriptors of a new process cannot be closed");
  }

  /** A JVM blocks and ignores signals that a tender has to die of. */
  private static void prepareSignals(Pointer attributes) throws HostException {
    Libc.Functions libc = Native.LIBC;
    String what = "the signals of a new process cannot be set";
    byte[] none = new byte[SIGNALS];
    byte[] all = new byte[SIGNALS];
    Native.check(libc.sigemptyset(none), what);
    Native.check(libc.sigfillset(all), what);
    Native.checkReturned(libc.posix_spawnattr_setsigmask(attributes, none), what);
    Native.checkReturned(libc.posix_spawnattr_setsigdefault(attributes, all), what);
    Native.checkReturned(
        libc.posix_spawnattr_setflags(attributes, (short) Abi.HOST.spawnFlags()), what);
  }

  private static long spawn(List<String> argv, Pointer actions, Pointer attributes)
      throws HostException {
    String program = argv.get(0);
    StringArray arguments = StringArray.of(argv);
    StringArray environment = StringArray.of(List.of("PATH=" + path()));
    int[] pid = new int[1];
    try {
      int errno =
          Native.LIBC.posix_spawnp(
              pid,
              Native.string(program),
              actions,
              attributes,
              arguments.pointer(),
              environment.pointer());
      Native.checkReturned(errno, "program " + Text.quote(program) + " cannot be started");
      return pid[0];
    } finally {
      // Memory that nobody reaches may be freed even while a call reads it.
      Reference.reachabilityFence(arguments);
      Reference.reachabilityFence(environment);
    }
  }

  private static String path() {
    String path = System.getenv("PATH");
    return path == null ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" : path;
  }

  /** A null-terminated array of C strings. */
  private record StringArray(Pointer pointer, List<Pointer> strings) {
    static StringArray of(List<String> texts) throws HostException {
      List<Pointer> strings = new ArrayList<>();
      Pointer[] addresses = new Pointer[texts.size() + 1];
      for (String text : texts) {
        byte[] bytes = Native.string(text);
        Pointer string = Native.memory(bytes.length);
        string.put(0, bytes, 0, bytes.length);
        addresses[strings.size()] = string;
        strings.add(string);
      }
      Pointer array = Native.memory(addresses.length * Native.RUNTIME.addressSize());
      array.put(0, Arrays.copyOf(addresses, texts.size()), 0, texts.size());
      return new StringArray(array, List.copyOf(strings));
    }
  }
}
