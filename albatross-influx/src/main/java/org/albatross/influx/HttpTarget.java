package org.albatross.influx;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import org.albatross.core.host.file.WholeFile;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Text;
import org.albatross.core.net.UnixSockets;

/**
 * Where an InfluxDB takes points: version 1 with a database, version 2 with an organization and a
 * bucket.
 *
 * @param authorization the header of that name
 */
record HttpTarget(URI uri, Optional<String> authorization) {
  private static final int MAX_SECRET = 1 << 16;

  /** What options say of it; a secret is the first line of its file. */
  record Options(
      String url,
      Optional<String> database,
      Optional<String> organization,
      Optional<String> bucket,
      Optional<Path> tokenFile,
      Optional<String> user,
      Optional<Path> passwordFile) {}

  static HttpTarget of(Options options) throws AlbatrossException {
    String base = base(options.url());
    String query = query(options);
    return new HttpTarget(URI.create(base + query), authorization(options));
  }

  private static String base(String url) throws AlbatrossException {
    try {
      URI uri = new URI(url);
      boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (http
          && uri.getHost() != null
          && uri.getRawQuery() == null
          && uri.getRawUserInfo() == null) {
        return url.replaceAll("/+$", "");
      }
    } catch (URISyntaxException e) {
      throw wrongUrl(url);
    }
    throw wrongUrl(url);
  }

  private static AlbatrossException wrongUrl(String url) {
    return new AlbatrossException(
        "--influx-url wants a URL like http://localhost:8086, not "
            + Text.quote(url)
            + "; database, bucket and secrets have options of their own");
  }

  private static String query(Options options) throws AlbatrossException {
    if (options.organization().isPresent() != options.bucket().isPresent()) {
      throw new AlbatrossException(
          "InfluxDB 2 needs both --influx-org and --influx-bucket; for InfluxDB 1 give"
              + " --influx-database");
    }
    if (options.bucket().isPresent()) {
      if (options.database().isPresent()) {
        throw new AlbatrossException("--influx-database and --influx-bucket exclude each other");
      }
      return "/api/v2/write?org="
          + encode(options.organization().orElseThrow())
          + "&bucket="
          + encode(options.bucket().get())
          + "&precision=ns";
    }
    return "/write?db=" + encode(options.database().orElse("albatross")) + "&precision=ns";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static Optional<String> authorization(Options options) throws AlbatrossException {
    if (options.user().isPresent() != options.passwordFile().isPresent()
        || options.user().isPresent() && options.tokenFile().isPresent()) {
      throw new AlbatrossException(
          "give either --influx-token-file, or --influx-user together with"
              + " --influx-password-file");
    }
    if (options.tokenFile().isPresent()) {
      return Optional.of("Token " + secret(options.tokenFile().get()));
    }
    if (options.user().isPresent()) {
      String pair = options.user().get() + ":" + secret(options.passwordFile().orElseThrow());
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }
    return Optional.empty();
  }

  private static String secret(Path file) throws AlbatrossException {
    try {
      String text = new String(WholeFile.read(file, MAX_SECRET), StandardCharsets.ISO_8859_1);
      String first = text.lines().findFirst().orElse("").strip();
      if (first.isEmpty() || !first.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
        throw new AlbatrossException(
            file + " must hold a secret of printable ASCII in its first line");
      }
      return first;
    } catch (IOException e) {
      throw new AlbatrossException("cannot read a secret: " + UnixSockets.describe(e), e);
    }
  }
}
