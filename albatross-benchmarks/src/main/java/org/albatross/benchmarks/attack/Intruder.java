package org.albatross.benchmarks.attack;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** One connection of a {@link Crowd}. Everything happens on the crowd's thread. */
public final class Intruder extends ChannelInboundHandlerAdapter {
  private final Crowd crowd;
  private final Habit habit;
  private final boolean overTls;
  private final ReplyScanner replies;
  private final List<Future<?>> repeated = new ArrayList<>();
  private Channel channel;
  private Runnable afterwards = () -> {};
  private boolean entered;
  private boolean ended;
  private volatile boolean replied;

  Intruder(Crowd crowd, Habit habit, boolean overTls) {
    this.crowd = crowd;
    this.habit = habit;
    this.overTls = overTls;
    this.replies =
        new ReplyScanner(
            failure -> {
              replied = true;
              crowd.replied(failure);
            });
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    channel = context.channel();
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (!overTls) {
      enter();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess()) {
      enter();
    }
  }

  private void enter() {
    entered = true;
    crowd.entered(this);
    habit.begin(this);
  }

  /** Sends bytes as they are. */
  void send(byte[] bytes) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(bytes));
  }

  void sendFrame(byte[] content) {
    sendFrame(ByteBuffer.wrap(content));
  }

  void sendFrame(ByteBuffer content) {
    channel.write(Unpooled.buffer(Integer.BYTES).writeInt(content.remaining()));
    channel.writeAndFlush(Unpooled.wrappedBuffer(content));
  }

  /** Does something again and again, as long as what was sent before was taken. */
  void every(Duration period, Runnable action) {
    repeated.add(
        channel
            .eventLoop()
            .scheduleAtFixedRate(
                () -> {
                  if (channel.isWritable()) {
                    action.run();
                  }
                },
                0,
                period.toMillis(),
                TimeUnit.MILLISECONDS));
  }

  /** Whether it reads what it is sent. */
  void readOn(boolean on) {
    channel.config().setAutoRead(on);
  }

  /** Closes as soon as what it said is written. */
  void leave() {
    ended = true;
    channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(done -> channel.close());
  }

  /** What to do when it is gone. */
  void afterwards(Runnable action) {
    afterwards = action;
    if (!channel.isOpen()) {
      action.run();
    }
  }

  /** Whether it has got a whole reply, be it a refusal. */
  boolean isReplied() {
    return replied;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    try {
      replies.read(bytes);
    } finally {
      bytes.release();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    repeated.forEach(each -> each.cancel(false));
    crowd.gone(this, entered && !replied && !ended);
    afterwards.run();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close(); // nobody promised anything to it
  }
}
