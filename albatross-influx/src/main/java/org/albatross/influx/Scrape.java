package org.albatross.influx;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.prometheus.metrics.exporter.common.PrometheusHttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.common.PrometheusHttpResponse;
import io.prometheus.metrics.exporter.common.PrometheusScrapeHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request for the metrics, as the Prometheus library wants to see it, and what came of it. */
final class Scrape
    implements PrometheusHttpExchange, PrometheusHttpRequest, PrometheusHttpResponse {
  private static final Logger LOG = LoggerFactory.getLogger(Scrape.class);

  private final HttpRequest request;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final FullHttpResponse headers = response(HttpResponseStatus.OK, new byte[0]);

  private Scrape(HttpRequest request) {
    this.request = request;
  }

  /** Answers a request; with all bytes in memory, of which it is seen how many they are. */
  static FullHttpResponse answer(HttpRequest request, PrometheusScrapeHandler handler) {
    Scrape scrape = new Scrape(request);
    try {
      handler.handleRequest(scrape);
    } catch (IOException | RuntimeException e) {
      scrape.failed(e);
    }
    boolean bodyWanted = !request.method().equals(HttpMethod.HEAD);
    FullHttpResponse whole =
        scrape.headers.replace(
            Unpooled.wrappedBuffer(bodyWanted ? scrape.body.toByteArray() : new byte[0]));
    HttpUtil.setContentLength(whole, scrape.body.size());
    return whole;
  }

  /** An answer of plain text, such as a refusal. */
  static FullHttpResponse text(HttpResponseStatus status, String text) {
    FullHttpResponse response = response(status, text.getBytes(StandardCharsets.UTF_8));
    response.headers().set("Content-Type", "text/plain; charset=utf-8");
    HttpUtil.setContentLength(response, response.content().readableBytes());
    return response;
  }

  private static FullHttpResponse response(HttpResponseStatus status, byte[] body) {
    return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
  }

  private void failed(Exception e) {
    LOG.error("internal error with a scrape", e);
    body.reset();
    body.writeBytes(
        "internal error; see the log of albatross-influx\n".getBytes(StandardCharsets.UTF_8));
    headers.headers().clear();
    headers.setStatus(HttpResponseStatus.INTERNAL_SERVER_ERROR);
  }

  @Override
  public PrometheusHttpRequest getRequest() {
    return this;
  }

  @Override
  public PrometheusHttpResponse getResponse() {
    return this;
  }

  @Override
  public void handleException(IOException e) {
    failed(e);
  }

  @Override
  public void handleException(RuntimeException e) {
    failed(e);
  }

  @Override
  public void close() {}

  @Override
  public String getQueryString() {
    int begin = request.uri().indexOf('?');
    return begin < 0 ? null : request.uri().substring(begin + 1);
  }

  @Override
  public Enumeration<String> getHeaders(String name) {
    return Collections.enumeration(request.headers().getAll(name));
  }

  @Override
  public String getMethod() {
    return request.method().name();
  }

  @Override
  public String getRequestPath() {
    String query = getQueryString();
    String uri = request.uri();
    return query == null ? uri : uri.substring(0, uri.length() - query.length() - 1);
  }

  @Override
  public void setHeader(String name, String value) {
    headers.headers().set(name, value);
  }

  @Override
  public OutputStream sendHeadersAndGetBody(int status, int contentLength) {
    headers.setStatus(HttpResponseStatus.valueOf(status));
    return body;
  }
}
