package org.albatross.it;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.albatross.core.host.process.Processes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.wire.Wire;
import org.albatross.testkit.Tenders;
import org.albatross.testkit.WriteImages;

/** The daemons on a host of their own: a network namespace with a bridge, and directories. */
final class Sandbox {
  static final String BRIDGE = "service";
  private static final Path TREE = Path.of(System.getProperty("albatross.tree"));
  private static final int MAX_FRAME = 64 << 20;
  private static int count;

  private final Path directory;
  private final String namespace;
  private final Tenders.Tender tender;
  private final Programs programs;
  private final Map<String, Process> daemons = new TreeMap<>();
  private String javaOptions = "";

  /** Which executable a name stands for. */
  interface Programs {
    Path of(String name);
  }

  Sandbox() throws Exception {
    this(name -> TREE.resolve("bin").resolve(name));
  }

  /** A host on which all programs have these options for the JVM. */
  static Sandbox withJavaOptions(String options) throws Exception {
    Sandbox sandbox = new Sandbox();
    sandbox.javaOptions = options;
    return sandbox;
  }

  Sandbox(Programs programs) throws Exception {
    this.programs = programs;
    // Short, for the path of a socket has 107 bytes at most.
    directory = Files.createTempDirectory(Path.of("/tmp"), "alba-it");
    namespace = "alba-it-" + ProcessHandle.current().pid() + "-" + count++;
    // Tenders may run as another user, who has to reach what is theirs.
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    Files.createDirectories(directory.resolve("db"));
    Files.createDirectories(directory.resolve("tenders"));
    tender = Tenders.spt(directory.resolve("tenders"));
    WriteImages.write(images());
    if (isRoot()) {
      ip("netns", "add", namespace);
      ip("-n", namespace, "link", "set", "lo", "up");
      addBridge(BRIDGE);
    }
  }

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /** The sandbox with both daemons running. */
  static Sandbox started() throws Exception {
    Sandbox sandbox = new Sandbox();
    sandbox.startConsole();
    sandbox.startAlbatrossd();
    return sandbox;
  }

  Path run() {
    return directory.resolve("run");
  }

  Path db() {
    return directory.resolve("db");
  }

  private Path images() {
    return directory.resolve("images");
  }

  Path image(String name) {
    return images().resolve(name + ".spt");
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  void addBridge(String name) throws Exception {
    ip("-n", namespace, "link", "add", name, "type", "bridge");
    ip("-n", namespace, "link", "set", name, "up");
  }

  /** Addresses of this host, which its programs reach each other by. */
  void addAddresses(String... addresses) throws Exception {
    for (String address : addresses) {
      ip("-n", namespace, "address", "add", address + "/32", "dev", "lo");
    }
  }

  /** A command line in the network of this host. */
  List<String> inside(List<String> line) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("ip", "netns", "exec", namespace));
    }
    all.addAll(line);
    return all;
  }

  void removeBridge(String name) throws Exception {
    ip("-n", namespace, "link", "delete", name);
  }

  /** A tap of nobody, as the original makes them. */
  void addTap(String name) throws Exception {
    ip("-n", namespace, "tuntap", "add", name, "mode", "tap");
  }

  /** All that there is to know of the taps. */
  String tapDetails() throws Exception {
    return ip("-n", namespace, "-d", "link", "show", "type", "tun");
  }

  private static String ip(String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of("ip"));
    line.addAll(List.of(arguments));
    Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
    String output =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertTrue(process.waitFor() == 0, () -> line + ": " + output);
    return output;
  }

  /** The taps that there are now. */
  List<String> taps() throws Exception {
    return isRoot()
        ? ip("-n", namespace, "-o", "link", "show")
            .lines()
            .filter(line -> line.contains("vmmtap"))
            .toList()
        : List.of();
  }

  void startConsole(String... options) throws Exception {
    start("albatross-console", run().resolve("util/console.sock"), List.of(options));
  }

  void startStats(String... options) throws Exception {
    start("albatross-stats", run().resolve("util/stat.sock"), List.of(options));
  }

  void startAlbatrossd(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("--dbdir", db().toString()));
    all.addAll(List.of(options));
    start("albatrossd", run().resolve("util/vmmd.sock"), all);
  }

  private void start(String program, Path socket, List<String> options) throws Exception {
    Files.deleteIfExists(socket);
    Process process = launch(program, options);
    await(program, socket, process);
  }

  private void await(String program, Path socket, Process process) throws Exception {
    daemons.put(program, process);
    eventually(program + " listens", () -> Files.exists(socket) || !process.isAlive());
    assertTrue(process.isAlive(), () -> log(program));
  }

  /** Starts albatrossd, which will be killed, without waiting for it. */
  Process launchAlbatrossd(String javaOptions, String... options) throws IOException {
    Files.deleteIfExists(run().resolve("util/vmmd.sock"));
    List<String> all = new ArrayList<>(List.of("--dbdir", db().toString()));
    all.addAll(List.of(options));
    Process process = launch("albatrossd", all, javaOptions);
    daemons.put("albatrossd", process);
    return process;
  }

  /** As {@code kill -9} does. */
  void kill(String program) throws Exception {
    Process process = daemons.remove(program);
    process.toHandle().destroyForcibly();
    process.waitFor();
  }

  /** Starts a daemon without waiting for it. */
  Process launch(String program, List<String> options) throws IOException {
    return launch(program, options, javaOptions);
  }

  private Process launch(String program, List<String> options, String javaOptions)
      throws IOException {
    return launch(inside(List.of()), program, options, javaOptions);
  }

  /** Starts a daemon in the network of this test. */
  Process launchOutside(String program, String... options) throws IOException {
    Process process = launch(List.of(), program, List.of(options), javaOptions);
    daemons.put(program, process);
    return process;
  }

  private Process launch(
      List<String> launcher, String program, List<String> options, String javaOptions)
      throws IOException {
    List<String> line = new ArrayList<>(launcher);
    line.add(executable(program));
    line.addAll(List.of("--tmpdir", run().toString(), "-v"));
    line.addAll(options);
    ProcessBuilder builder = new ProcessBuilder(line);
    String path = tender.executable().getParent() + ":" + System.getenv("PATH");
    builder.environment().put("PATH", path);
    builder.environment().put("ALBATROSS_JAVA_OPTS", javaOptions);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve(program + ".log").toFile()));
    return builder.start();
  }

  String log(String program) {
    return read(directory.resolve(program + ".log"));
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Process daemon(String program) {
    return daemons.get(program);
  }

  /** Ends a daemon as a supervisor does, and waits for it. */
  int stop(String program) throws Exception {
    Process process = daemons.remove(program);
    process.toHandle().destroy();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail(program + " did not end: " + log(program));
    }
    return process.exitValue();
  }

  /** The program of this name that this sandbox uses. */
  String executable(String name) {
    return programs.of(name).toString();
  }

  /** One of ours. */
  static String program(String name) {
    return TREE.resolve("bin").resolve(name).toString();
  }

  /** What a run of the client said. */
  record Outcome(int code, String out, String err) {
    Outcome ok() {
      assertTrue(code == 0, () -> "exit code " + code + ": " + err);
      return this;
    }
  }

  /** Runs the client as a user does. */
  Outcome client(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--tmpdir", run().toString()));
    return client(directory, all);
  }

  /** Runs the client in a directory, with exactly these arguments. */
  Outcome client(Path workingDirectory, List<String> arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(executable("albatross-client")));
    line.addAll(arguments);
    Path out = Files.createTempFile(directory, "out", "");
    Path err = Files.createTempFile(directory, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(workingDirectory.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("ALBATROSS_JAVA_OPTS", javaOptions);
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("the client hangs: " + line);
    }
    return new Outcome(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  FrameChannel connect(String socket) throws IOException {
    return FrameChannel.connect(run().resolve("util/" + socket + ".sock"), MAX_FRAME);
  }

  /** Asks albatrossd one thing. */
  Payload ask(String name, Payload.Command command) throws Exception {
    try (FrameChannel channel = connect("vmmd")) {
      channel.send(Wire.encode(new Message(7, Name.parse(name), command)));
      return Wire.decode(channel.receive().orElseThrow()).payload();
    }
  }

  /** Fifos and images of unikernels that are there now. */
  List<String> leftovers() throws IOException {
    List<String> found = new ArrayList<>();
    try (Stream<Path> files = Files.walk(run())) {
      files
          .filter(file -> !file.startsWith(run().resolve("util")) && !Files.isDirectory(file))
          .forEach(file -> found.add(file.toString()));
    }
    return found;
  }

  int descriptors(String program) {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + daemons.get(program).pid() + "/fd"))) {
      return (int) files.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The tenders that run below albatrossd. */
  List<ProcessHandle> tenders() {
    return daemons.get("albatrossd").toHandle().children().toList();
  }

  static void eventually(String what, BooleanSupplier condition) throws InterruptedException {
    eventually(() -> what, condition);
  }

  static void eventually(Supplier<String> what, BooleanSupplier condition)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        fail("not within 30 seconds: " + what.get());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Of an albatrossd that was killed. */
  void killTenders() throws Exception {
    for (long tender : Processes.withStandardFilesBelow(run().resolve("fifo"))) {
      ProcessHandle.of(tender).ifPresent(ProcessHandle::destroyForcibly);
    }
  }

  void close() throws Exception {
    for (String program :
        List.of("albatross-influx", "albatross-stats", "albatrossd", "albatross-console")) {
      if (daemons.containsKey(program)) {
        stop(program);
      }
    }
    killTenders();
    if (isRoot()) {
      ip("netns", "delete", namespace);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
