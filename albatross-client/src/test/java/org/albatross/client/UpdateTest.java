package org.albatross.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.zlib.Zlib;
import org.albatross.testkit.UnikernelImage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code update}, against a build server that redirects as builder-web does. */
class UpdateTest {
  private static final String OLD = "3e0d1b24-5b9b-4a39-8a13-0a6d4b9f2a01";
  private static final String RECENT = "8f4b9a52-74b1-4f7e-9d52-c1a2b3c4d5e6";

  @TempDir Path directory;
  private byte[] running;
  private byte[] recent;
  private HttpServer builds;
  private final List<Headers> asked = new CopyOnWriteArrayList<>();

  /** What is answered at a path: a status and where to, or a status and bytes. */
  private record Page(int status, Optional<String> location, Bytes body) {}

  private final Map<String, Page> pages = new ConcurrentHashMap<>();

  @BeforeEach
  void startServer() throws Exception {
    running = "what runs".getBytes(java.nio.charset.StandardCharsets.UTF_8);
    recent = UnikernelImage.devices(List.of("storage"), List.of("service"));
    builds = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    builds.createContext("/", this::serve);
    builds.start();
    String digest = Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(running)).toHex();
    redirect("/hash?sha256=" + digest, "/job/hello-world/build/" + OLD + "/");
    redirect("/job/hello-world/build/latest", "/job/hello-world/build/" + RECENT);
    redirect(
        "/job/hello-world/build/" + RECENT + "/main-binary",
        "/job/hello-world/build/" + RECENT + "/f/bin/hello.spt");
    page("/job/hello-world/build/" + RECENT + "/f/bin/hello.spt", 200, recent);
  }

  @AfterEach
  void stopServer() {
    builds.stop(0);
  }

  private void redirect(String from, String to) {
    pages.put(from, new Page(303, Optional.of(to), Bytes.EMPTY));
  }

  private void page(String path, int status, byte[] body) {
    pages.put(path, new Page(status, Optional.empty(), Bytes.wrap(body)));
  }

  private void serve(HttpExchange exchange) throws IOException {
    asked.add(exchange.getRequestHeaders());
    Page page =
        pages.getOrDefault(
            exchange.getRequestURI().toString(), new Page(404, Optional.empty(), Bytes.EMPTY));
    page.location().ifPresent(to -> exchange.getResponseHeaders().set("Location", to));
    exchange.sendResponseHeaders(page.status(), page.body().isEmpty() ? -1 : 0);
    try (OutputStream out = exchange.getResponseBody()) {
      page.body().writeTo(out);
    }
  }

  private Success info(VmType type) throws Exception {
    UnikernelInfo info =
        new UnikernelInfo(
            type,
            OptionalLong.of(7),
            new OnFailure.Restart(SortedSets.copyOf(List.of(3L))),
            SortedSets.copyOf(List.of(0L, 1L)),
            64,
            Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(running)),
            List.of(new UnikernelInfo.Block("storage", "disk", 512, 10)),
            List.of(
                new UnikernelInfo.Net("service", "bridge0", MacAddress.parse("00:80:41:01:02:03"))),
            Optional.of(List.of("--hello=you")),
            Instant.EPOCH,
            1,
            Optional.empty());
    return new Success.Unikernels(
        InfoShape.CURRENT, List.of(new Named<>(Name.parse("a:hello"), info)));
  }

  private String host() {
    return "http://localhost:" + builds.getAddress().getPort() + "/";
  }

  private Run update(String... more) {
    List<String> line =
        new ArrayList<>(
            List.of("update", "a:hello", "--http-host", host(), "--tmpdir", directory.toString()));
    line.addAll(List.of(more));
    return Run.in(directory, line.toArray(String[]::new));
  }

  private Run updateAfterInfo(VmType type, String... more) throws Exception {
    return FakeDaemon.during(
        directory, "vmmd.sock", () -> update(more), peer -> peer.reply(info(type)));
  }

  private static void assertKeeps(UnikernelCommand.Create create) throws Exception {
    assertTrue(create.force());
    Arguments arguments = create.config().arguments();
    assertEquals(64, arguments.memory());
    assertEquals(OptionalLong.of(7), arguments.startup());
    assertEquals("[0, 1]", arguments.cpuIds().toString());
    assertEquals("disk", arguments.blocks().get(0).hostDevice());
    assertEquals("bridge0", arguments.nets().get(0).hostBridge());
    assertEquals(Optional.of(MacAddress.parse("00:80:41:01:02:03")), arguments.nets().get(0).mac());
    assertEquals(Optional.of(List.of("--hello=you")), arguments.argv());
    assertEquals(new OnFailure.Restart(SortedSets.copyOf(List.of(3L))), arguments.onFailure());
  }

  @Test
  void aNewerBuildReplacesWhatRuns() throws Exception {
    byte[][] got = new byte[1][];
    Run run =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            this::update,
            peer -> peer.reply(info(VmType.SOLO5)),
            peer -> {
              var message = peer.receive();
              assertKeeps((UnikernelCommand.Create) message.payload());
              java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
              for (var f = peer.frames.receive(); f.isPresent(); f = peer.frames.receive()) {
                all.write(f.get());
              }
              got[0] = all.toByteArray();
              peer.send(message.reply(new Success.Text("created unikernel")));
            });
    assertEquals(0, run.exitCode(), run.err());
    assertEquals(
        "a newer build is there: "
            + RECENT
            + "\ncompare at "
            + host()
            + "compare/"
            + OLD
            + "/"
            + RECENT
            + "\nupdated unikernel\n",
        run.out());
    assertArrayEquals(recent, got[0]);
  }

  @Test
  void aDryRunSaysInLinesForScriptsWhetherThereIsANewerBuildAndWhereToCompare() throws Exception {
    for (String option : List.of("--dryrun", "--dry-run")) {
      redirect("/job/hello-world/build/latest", "/job/hello-world/build/" + RECENT);
      String newer =
          "a newer build is there: %s%ncompare at %scompare/%s/%s%n"
              .formatted(RECENT, host(), OLD, RECENT);
      assertEquals(new Run(0, newer, ""), updateAfterInfo(VmType.SOLO5, option));
      redirect("/job/hello-world/build/latest", "/job/hello-world/build/" + OLD);
      assertEquals(new Run(0, "already up to date\n", ""), updateAfterInfo(VmType.SOLO5, option));
    }
  }

  @Test
  void aUnikernelThatIsNotThereIs117AsOfOtherCommands() throws Exception {
    Run run =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            this::update,
            peer -> peer.reply(new Success.Unikernels(InfoShape.CURRENT, List.of())));
    assertEquals(117, run.exitCode(), run.err());
    assertTrue(run.err().contains("there is no unikernel a:hello"), run.err());
  }

  @Test
  void onPlainHttpNoUpgradeIsAskedForWhichSomeProxiesRefuse() throws Exception {
    aBuildThatWantsOtherDevicesIsRefusedHere(); // after the download, by other connections
    assertFalse(asked.isEmpty());
    for (Headers headers : asked) {
      assertFalse(headers.containsKey("Upgrade"), () -> headers.entrySet().toString());
      assertFalse(headers.containsKey("HTTP2-Settings"), () -> headers.entrySet().toString());
    }
  }

  @Test
  void theNewestBuildIsLeftAsItIs() throws Exception {
    redirect("/job/hello-world/build/latest", "/job/hello-world/build/" + OLD + "/");
    assertEquals(new Run(0, "already up to date\n", ""), updateAfterInfo(VmType.SOLO5));
  }

  @Test
  void redirectsMayBeWholeAddresses() throws Exception {
    redirect(
        "/job/hello-world/build/latest",
        "https://builds.example.org/job/hello-world/build/" + OLD + "/");
    assertEquals("already up to date\n", updateAfterInfo(VmType.SOLO5).out());
  }

  private void assertFails118(String expected) throws Exception {
    Run run = updateAfterInfo(VmType.SOLO5);
    assertEquals(118, run.exitCode(), run.err());
    assertTrue(run.err().contains(expected), run.err());
  }

  @Test
  void anImageThatTheBuildServerDoesNotKnowIs118() throws Exception {
    pages.clear();
    assertFails118("the build server does not know it");
  }

  @Test
  void answersThatMakeNoSenseAre118() throws Exception {
    String binary = "/job/hello-world/build/" + RECENT + "/main-binary";
    page(binary, 500, new byte[1]);
    assertFails118("answers with the status 500");
    page(binary, 200, new byte[0]);
    assertFails118("is empty");
    redirect(binary, binary);
    assertFails118("the status 303");
    page("/job/hello-world/build/latest", 200, new byte[1]);
    assertFails118("the status 200");
    for (String nowhere : List.of("/job/../build/x", "/job/a/build/b/c", "", "mailto:x", "::")) {
      redirect("/job/hello-world/build/latest", nowhere);
      assertFails118("not to /job/JOB/build/BUILD");
    }
  }

  @Test
  void aBuildServerThatIsNotThereIs118() throws Exception {
    String host = host();
    builds.stop(0);
    Run run =
        FakeDaemon.during(
            directory,
            "vmmd.sock",
            () ->
                Run.in(
                    directory,
                    "update",
                    "a:hello",
                    "--http-host",
                    host,
                    "--tmpdir",
                    directory.toString()),
            peer -> peer.reply(info(VmType.SOLO5)));
    assertEquals(118, run.exitCode(), run.err());
    assertTrue(run.err().contains("cannot get " + host), run.err());
    assertTrue(run.err().contains("no connection to the build server"), run.err());
  }

  @Test
  void aBuildThatWantsOtherDevicesIsRefusedHere() throws Exception {
    page("/job/hello-world/build/" + RECENT + "/f/bin/hello.spt", 200, UnikernelImage.ticker());
    Run run = updateAfterInfo(VmType.SOLO5);
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("do not match the image's manifest"), run.err());
  }

  @Test
  void whatIsNoSolo5UnikernelCannotBeUpdated() throws Exception {
    Run run = updateAfterInfo(VmType.BHYVE);
    assertEquals(123, run.exitCode(), run.err());
    assertTrue(run.err().contains("no Solo5 unikernel"), run.err());
  }

  @Test
  void noTemporaryFileIsLeft() throws Exception {
    aBuildThatWantsOtherDevicesIsRefusedHere();
    try (var files = Files.list(directory)) {
      assertFalse(files.anyMatch(file -> file.toString().endsWith(".image")));
    }
  }

  @Test
  void itWorksOverTlsWithTwoCertificates() throws Exception {
    String database = directory.resolve("db").toString();
    assertEquals(0, Run.in(directory, "generate", "ca", database).exitCode());
    Run run =
        FakeEndpoint.during(
            directory,
            address ->
                Run.in(
                    directory,
                    "update",
                    "hello",
                    "--http-host",
                    host(),
                    "-d",
                    address,
                    "--ca",
                    directory.resolve("cacert.pem").toString(),
                    "--ca-key",
                    directory.resolve("ca.key").toString(),
                    "--server-ca",
                    directory.resolve("cacert.pem").toString()),
            peer -> {
              assertEquals(new UnikernelCommand.Info(InfoShape.CURRENT), peer.request.command());
              peer.reply(info(VmType.SOLO5));
            },
            peer -> {
              var create = (UnikernelCommand.Create) peer.request.command();
              assertKeeps(create);
              assertFalse(create.streamed());
              Bytes sent = Bytes.wrap(peer.frames());
              assertArrayEquals(recent, Zlib.uncompress(sent, 1 << 24).toArray());
              peer.reply(new Success.Text("created"));
            });
    assertEquals(0, run.exitCode(), run.err());
    assertTrue(run.out().endsWith("\nupdated\n"), run.out());
  }

  @Test
  void linesThatMakeNoSenseAreExplained() {
    for (String[] wrong :
        new String[][] {
          {"update", "hello", "--http-host", "ftp://host"},
          {"update", "hello", "--http-host", "not an address"},
          {"update", "hello", "--socket", "-"},
          {"update", "hello", "--csr"},
          {"update", "a:"},
        }) {
      assertEquals(124, Run.of(wrong).exitCode());
    }
  }

  @Test
  void anUpdateCannotBeSignedForAndTheErrorSaysWhatCan() {
    Run run = Run.of("update", "hello", "--csr");
    assertEquals(124, run.exitCode());
    assertTrue(run.err().contains("nothing to sign yet"), run.err());
    assertTrue(run.err().contains("create NAME IMAGE --force --csr"), run.err());
  }
}
