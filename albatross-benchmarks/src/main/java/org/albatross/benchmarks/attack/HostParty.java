package org.albatross.benchmarks.attack;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.Service;
import org.albatross.core.wire.Wire;

/**
 * The administrator, on the host.
 *
 * @param tmpdir where the sockets are
 * @param path before its labels, as {@code :} or {@code foo:}
 */
public record HostParty(Path tmpdir, String path) implements Party {
  private static final int MAX_FRAME = 256 << 20;
  private static final ScheduledExecutorService GUARD =
      Executors.newSingleThreadScheduledExecutor(
          action -> {
            Thread thread = new Thread(action, "patience");
            thread.setDaemon(true);
            return thread;
          });

  @Override
  public Payload ask(String label, Payload.Command command, byte[] data) throws IOException {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      Future<?> guard = GUARD.schedule(() -> end(channel), PATIENCE.toSeconds(), TimeUnit.SECONDS);
      try {
        channel.connect(UnixDomainSocketAddress.of(Service.of(command).socket(tmpdir)));
        FrameChannel frames = new FrameChannel(channel, MAX_FRAME);
        frames.send(Wire.encode(new Message(1, name(label), command)));
        return OneAnswer.to(data, frames);
      } finally {
        guard.cancel(false);
      }
    } catch (IOException e) {
      throw new IOException(who() + " got no answer to " + command + ": " + e.getMessage(), e);
    }
  }

  /** Also a connect that waits ends by that. */
  private static Void end(SocketChannel channel) throws IOException {
    channel.close();
    return null;
  }

  private Name name(String label) {
    try {
      return label.equals(".") ? Name.ROOT : Name.parse(path + label);
    } catch (InvalidNameException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Override
  public String who() {
    return "the administrator";
  }
}
