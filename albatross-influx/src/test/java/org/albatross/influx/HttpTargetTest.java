package org.albatross.influx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpTargetTest {
  private static final Optional<String> NONE = Optional.empty();
  private static final Optional<Path> NO_FILE = Optional.empty();

  @TempDir Path directory;

  private static HttpTarget.Options v1(String url) {
    return new HttpTarget.Options(url, NONE, NONE, NONE, NO_FILE, NONE, NO_FILE);
  }

  private static HttpTarget.Options v2(String bucket, Optional<Path> token) {
    return new HttpTarget.Options(
        "https://db/", NONE, Optional.of("my org"), Optional.of(bucket), token, NONE, NO_FILE);
  }

  @Test
  void versionOneHasADatabase() throws Exception {
    assertEquals(
        "http://localhost:8086/write?db=albatross&precision=ns",
        HttpTarget.of(v1("http://localhost:8086/")).uri().toString());
    assertEquals(Optional.empty(), HttpTarget.of(v1("http://localhost:8086")).authorization());
  }

  @Test
  void versionTwoHasAnOrganizationABucketAndAToken() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "secret==\n");
    HttpTarget target = HttpTarget.of(v2("b&c", Optional.of(token)));
    assertEquals(
        "https://db/api/v2/write?org=my+org&bucket=b%26c&precision=ns", target.uri().toString());
    assertEquals(Optional.of("Token secret=="), target.authorization());
  }

  @Test
  void aSecretWithoutAnEndIsRefused() {
    AlbatrossException refused =
        assertThrows(
            AlbatrossException.class,
            () -> HttpTarget.of(v2("b", Optional.of(Path.of("/dev/zero")))));
    assertTrue(refused.getMessage().contains("has more than 64KiB"), refused.getMessage());
  }

  @Test
  void aUserHasAPassword() throws Exception {
    Path password = Files.writeString(directory.resolve("password"), "geheim");
    HttpTarget target =
        HttpTarget.of(
            new HttpTarget.Options(
                "http://db",
                Optional.of("a/b"),
                NONE,
                NONE,
                NO_FILE,
                Optional.of("user"),
                Optional.of(password)));
    assertEquals("http://db/write?db=a%2Fb&precision=ns", target.uri().toString());
    assertEquals(Optional.of("Basic dXNlcjpnZWhlaW0="), target.authorization());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost:8086",
        "ftp://x",
        "http://",
        "http://a b",
        "http://user:secret@db",
        "http://db/write?db=x",
        ""
      })
  void whatIsNoUrlIsRefused(String url) {
    AlbatrossException e = assertThrows(AlbatrossException.class, () -> HttpTarget.of(v1(url)));
    assertTrue(e.getMessage().contains("--influx-url wants"), e.getMessage());
  }

  @Test
  void optionsThatContradictAreExplained() {
    HttpTarget.Options half =
        new HttpTarget.Options("http://db", NONE, Optional.of("org"), NONE, NO_FILE, NONE, NO_FILE);
    assertTrue(refusal(half).contains("both --influx-org and --influx-bucket"));
    HttpTarget.Options both =
        new HttpTarget.Options(
            "http://db",
            Optional.of("d"),
            Optional.of("org"),
            Optional.of("b"),
            NO_FILE,
            NONE,
            NO_FILE);
    assertTrue(refusal(both).contains("exclude each other"));
    HttpTarget.Options user =
        new HttpTarget.Options(
            "http://db", NONE, NONE, NONE, NO_FILE, Optional.of("user"), NO_FILE);
    assertTrue(refusal(user).contains("--influx-password-file"));
  }

  @Test
  void aSecretThatIsNoneIsRefusedAndNeverShown() throws Exception {
    Path empty = Files.writeString(directory.resolve("empty"), "\nsecret\n");
    assertTrue(refusal(v2("b", Optional.of(empty))).contains("first line"));
    Path odd = Files.writeString(directory.resolve("odd"), "hidden\u0007\r\nX: y\n");
    assertFalse(refusal(v2("b", Optional.of(odd))).contains("hidden"));
    Path missing = directory.resolve("missing");
    assertTrue(refusal(v2("b", Optional.of(missing))).contains("no such file"));
  }

  private static String refusal(HttpTarget.Options options) {
    return assertThrows(AlbatrossException.class, () -> HttpTarget.of(options)).getMessage();
  }
}
