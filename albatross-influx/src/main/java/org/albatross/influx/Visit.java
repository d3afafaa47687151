package org.albatross.influx;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.Optional;
import org.albatross.core.daemon.LastWords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to the port of the metrics: a request, its answer, and then maybe the next.
 * Nothing is read while an answer is on its way. Everything happens on the event loop.
 */
final class Visit extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(Visit.class);

  /** Of such pieces it is seen whether they are taken. */
  private static final int PIECE = 16 << 10;

  private final Channel channel;
  private final Host host;
  private Optional<HttpRequest> request = Optional.empty();
  private boolean answering;
  private boolean last;

  /** Who answers, and keeps the time. */
  interface Host {
    /** A request begins to come. */
    void asked(Visit visit);

    /** A request is there; {@link #answer} is to be called once, soon. */
    void answer(Visit visit, HttpRequest request);

    /** The answer was taken. */
    void answered(Visit visit);
  }

  Visit(Channel channel, Host host) {
    this.channel = channel;
    this.host = host;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (answering) {
        last = true; // asked again before it has the answer: it may do so on another connection
        return;
      }
      if (message instanceof HttpRequest begun) {
        begin(begun);
      }
      if (message instanceof LastHttpContent && request.isPresent()) {
        complete(request.get());
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  private void begin(HttpRequest begun) {
    host.asked(this);
    if (begun.decoderResult().isFailure()) {
      last = true;
      answering = true;
      answer(Scrape.text(HttpResponseStatus.BAD_REQUEST, "this is no request\n"));
      return;
    }
    request = Optional.of(begun);
  }

  private void complete(HttpRequest whole) {
    request = Optional.empty();
    answering = true;
    last = !HttpUtil.isKeepAlive(whole);
    channel.config().setAutoRead(false);
    host.answer(this, whole);
  }

  /** Sends the answer, in pieces. */
  void answer(FullHttpResponse answer) {
    ByteBuf body = answer.content();
    HttpUtil.setKeepAlive(answer, !last);
    channel.write(
        new DefaultHttpResponse(answer.protocolVersion(), answer.status(), answer.headers()));
    while (body.isReadable()) {
      channel.write(
          new DefaultHttpContent(body.readRetainedSlice(Math.min(PIECE, body.readableBytes()))));
    }
    body.release();
    channel
        .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
        .addListener(
            (ChannelFutureListener)
                done -> {
                  if (done.isSuccess()) {
                    taken();
                  }
                });
  }

  private void taken() {
    if (last) {
      channel.close();
    } else {
      answering = false;
      host.answered(this);
      channel.config().setAutoRead(true);
    }
  }

  /** Bytes of an answer that the peer has not taken. */
  long pending() {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    return waiting == null ? 0 : waiting.totalPendingWriteBytes();
  }

  void close() {
    channel.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LastWords.heed(cause);
    if (cause instanceof IOException) {
      LOG.debug("a peer left", cause);
    } else {
      LOG.error("closing a connection after an internal error", cause);
    }
    channel.close();
  }
}
