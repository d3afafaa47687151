package org.albatross.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.albatross.client.error.ClientException;
import org.albatross.client.error.ExitCode;
import org.albatross.client.transport.Progress;
import org.albatross.client.update.BuildServer;
import org.albatross.core.model.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** What a build server answers: status, headers, body, redirections. */
class BuildServerFuzzTest {
  private static final byte OF = 0;
  private static final byte LATEST = 1;

  /** No header has it, so it stands between one answer and the next. */
  private static final byte NEXT = 0;

  /** Each client of the JDK has a thread until it is collected. */
  private static final int CLIENTS = 100;

  private static final BuildServer.Build BUILD = new BuildServer.Build("hello", "1-2");

  @TempDir private static Path directory;

  private static FakeServer server;
  private static ProxySelector selector;
  private static int clients;

  /**
   * The server is the proxy of whatever address: where redirections lead to is not looked up, and
   * nothing leaves this host.
   */
  @BeforeAll
  static void start() throws IOException {
    server = FakeServer.start();
    selector = ProxySelector.getDefault();
    ProxySelector.setDefault(ProxySelector.of(server.address()));
  }

  @AfterAll
  static void stop() throws IOException {
    ProxySelector.setDefault(selector);
    server.close();
  }

  static Stream<byte[]> seeds() {
    String to = "HTTP/1.1 303 See Other\r\nLocation: /job/hello/build/1-2/";
    String end = "\r\nContent-Length: 0\r\n\r\n";
    return Stream.of(
            "\0" + to + end,
            "\1" + to + end,
            "\1HTTP/1.1 302 Found\r\nLocation: https://host/job/a/build/b" + end,
            "\0HTTP/1.1 404 Not Found\r\n\r\n",
            "\2HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nimage",
            "\2HTTP/1.1 200 OK\r\n\r\nimage",
            "\2HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nimage\r\n0\r\n\r\n",
            "\2" + to + "main" + end + "\0HTTP/1.0 200 OK\nContent-Length: 5\n\nimage",
            "\2HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            "\2HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\ni",
            "\2HTTP/1.1 301 Moved\r\nLocation: https://host/x" + end + "\0HTTP/1.1 200 OK\r\n\r\n",
            "\2HTTP/1.1 407 Proxy\r\nProxy-Authenticate: Basic realm=\"x\"\r\n\r\n",
            "\2HTTP/1.1 401 No\r\nWWW-Authenticate: Digest\r\n\r\n")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /** The first byte says what is asked for, the others are the answers. */
  @MethodSource("seeds")
  @FuzzTest
  void answers(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    server.answer(split(input));
    AutoCloseable allowed = BugDetectors.allowNetworkConnections((host, port) -> isServer(host));
    try {
      ask(input[0]);
    } finally {
      allowed.close();
    }
    if (++clients % CLIENTS == 0) {
      System.gc();
    }
  }

  private static boolean isServer(String host) {
    return host.equals(server.address().getHostString())
        || host.equals(server.address().getAddress().getHostAddress());
  }

  private static void ask(byte what) throws IOException {
    Path target = directory.resolve("image");
    try {
      BuildServer builds = new BuildServer("http://builds.example.org/");
      if (what == OF || what == LATEST) {
        BuildServer.Build build = what == OF ? builds.of(Bytes.EMPTY) : builds.latest("hello");
        assertTrue(build.job().matches("[A-Za-z0-9._~-]+") && !build.job().startsWith("."));
        assertTrue(build.id().matches("[A-Za-z0-9-]+"), build::id);
      } else {
        builds.download(BUILD, target, Progress.NONE);
        assertTrue(Files.size(target) > 0);
      }
    } catch (ClientException e) {
      Limits.checkRefusal(e);
      assertEquals(ExitCode.HTTP, e.exitCode());
    } finally {
      Files.deleteIfExists(target);
    }
  }

  private static List<byte[]> split(byte[] input) {
    List<byte[]> answers = new ArrayList<>();
    int from = 1;
    for (int at = 1; at <= input.length; at++) {
      if (at == input.length || input[at] == NEXT) {
        answers.add(Arrays.copyOfRange(input, from, at));
        from = at + 1;
      }
    }
    return answers;
  }
}
