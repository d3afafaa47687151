package org.albatross.client.update;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.client.error.ClientException;
import org.albatross.client.transport.Progress;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.Image;

/** A build server as builder-web is one (docs/protocol/client.md, Commands, update). */
public final class BuildServer {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final long DOWNLOAD_MINUTES = 15;
  private static final int OK = 200;
  private static final int REDIRECTION = 3;
  private static final int NOT_FOUND = 404;
  private static final Pattern BUILD =
      Pattern.compile("/job/([A-Za-z0-9_~-][A-Za-z0-9._~-]*)/build/([A-Za-z0-9-]+)/?");

  private final String address;

  /**
   * A build server at an address.
   *
   * @param address such as {@code https://builds.robur.coop}
   */
  public BuildServer(String address) throws ClientException {
    this.address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
    URI uri = uri("");
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    if (!http || uri.getHost() == null) {
      throw wrongAddress();
    }
  }

  /** A build of a job. */
  public record Build(String job, String id) {}

  /** Which build an image is of. */
  public Build of(Bytes sha256) throws ClientException {
    return redirected("/hash?sha256=" + sha256.toHex());
  }

  public Build latest(String job) throws ClientException {
    return redirected("/job/" + job + "/build/latest");
  }

  /** Where a person sees what two builds differ in. */
  public String comparison(Build old, Build recent) {
    return address + "/compare/" + old.id() + "/" + recent.id();
  }

  /** Writes the image of a build to a file. */
  public void download(Build build, Path target, Progress progress) throws ClientException {
    URI uri = uri("/job/" + build.job() + "/build/" + build.id() + "/main-binary");
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
    HttpClient follower = client(HttpClient.Redirect.NORMAL);
    HttpResponse<Path> response =
        await(
            uri,
            follower.sendAsync(
                request,
                info ->
                    new LimitedFile(
                        HttpResponse.BodySubscribers.ofFile(target),
                        Image.MAX_LENGTH,
                        info.headers().firstValueAsLong("content-length"),
                        progress)));
    if (response.statusCode() != OK) {
      throw unexpected(uri, response);
    }
    try {
      if (Files.size(target) == 0) {
        throw ClientException.http(uri + " is empty");
      }
    } catch (IOException e) {
      throw ClientException.file("cannot read the image again", e);
    }
  }

  /** Where the answer sends to; only its path is looked at. */
  private Build redirected(String path) throws ClientException {
    URI uri = uri(path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER).build();
    HttpResponse<Void> response =
        await(
            uri,
            client(HttpClient.Redirect.NEVER)
                .sendAsync(request, HttpResponse.BodyHandlers.discarding()));
    int status = response.statusCode();
    if (status == NOT_FOUND) {
      throw ClientException.http("the build server does not know it: " + uri)
          .hint("was the image that runs built there? --http-host names another build server");
    }
    if (status / 100 != REDIRECTION) {
      throw unexpected(uri, response);
    }
    String location = response.headers().firstValue("location").orElse("");
    Matcher build = BUILD.matcher(path(uri, location));
    if (!build.matches()) {
      throw ClientException.http(
          uri + " redirects to " + Text.quote(location) + ", not to /job/JOB/build/BUILD");
    }
    return new Build(build.group(1), build.group(2));
  }

  private static String path(URI base, String location) {
    try {
      return Optional.ofNullable(base.resolve(location).getRawPath()).orElse("");
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static ClientException unexpected(URI uri, HttpResponse<?> response) {
    return ClientException.http(uri + " answers with the status " + response.statusCode());
  }

  private static <T> HttpResponse<T> await(URI uri, CompletableFuture<HttpResponse<T>> response)
      throws ClientException {
    try {
      return response.get(DOWNLOAD_MINUTES, TimeUnit.MINUTES);
    } catch (ExecutionException e) {
      throw ClientException.http("cannot get " + uri + ": " + describe(e.getCause()));
    } catch (TimeoutException e) {
      response.cancel(true);
      throw ClientException.http(uri + " takes more than " + DOWNLOAD_MINUTES + " minutes");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ClientException.http("interrupted");
    }
  }

  /** The JDK's exceptions often have no message but their own names. */
  private static String describe(Throwable failure) {
    if (failure instanceof ConnectException) {
      return "no connection to the build server";
    }
    return Optional.ofNullable(failure.getMessage())
        .orElseGet(() -> failure.getClass().getSimpleName());
  }

  /** The JDK's own choice asks for HTTP/2 on plain HTTP, by an upgrade that some proxies refuse. */
  private static HttpClient client(HttpClient.Redirect redirect) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .followRedirects(redirect)
        .build();
  }

  private URI uri(String path) throws ClientException {
    try {
      return new URI(address + path);
    } catch (URISyntaxException e) {
      throw wrongAddress();
    }
  }

  private ClientException wrongAddress() {
    return ClientException.usage(
        "--http-host wants an address like https://HOST, not " + Text.quote(address));
  }
}
