package org.albatross.client.transport;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.core.net.FrameChannel;
import org.albatross.core.net.Service;
import org.albatross.core.wire.Wire;

/** The daemons' sockets on this host. */
public final class LocalTransport implements Transport {
  /** As much as albatrossd takes: an image travels inside a message. */
  private static final int MAX_FRAME = 256 << 20;

  private final Path tmpdir;
  private final Optional<Path> socket;

  /**
   * Connects to the sockets below a directory.
   *
   * @param socket the one to connect to in place of those
   */
  public LocalTransport(Path tmpdir, Optional<Path> socket) {
    this.tmpdir = tmpdir;
    this.socket = socket;
  }

  @Override
  public String peer(Request request) {
    return request.service().daemon();
  }

  @Override
  public Conversation start(Request request) throws ClientException {
    Service service = request.service();
    Path path = socket.isPresent() ? socket.get() : service.socket(tmpdir);
    FrameChannel frames = connect(path, service);
    ReplyHeaders headers = new ReplyHeaders(request.name(), false);
    Conversation conversation = new FrameConversation(frames, headers, failure -> Optional.empty());
    try {
      frames.send(Wire.encode(request.message()));
    } catch (IOException e) {
      // A daemon that refused a large message early has said why: its answer is read next.
      return conversation;
    }
    return conversation;
  }

  private static FrameChannel connect(Path socket, Service service) throws ClientException {
    try {
      return FrameChannel.connect(socket, MAX_FRAME);
    } catch (IOException e) {
      String reason = Optional.ofNullable(e.getMessage()).orElse(e.toString());
      throw ClientException.connect("cannot connect to " + socket + ": " + reason)
          .hint(hint(reason.toLowerCase(Locale.ROOT), service));
    }
  }

  private static String hint(String reason, Service service) {
    if (reason.contains("permission denied")) {
      return "are you in the group albatross?";
    }
    if (reason.contains("the path of a socket")) {
      return "a relative path to the same directory is shorter, from one nearby";
    }
    String elsewhere =
        reason.contains("refused") ? "" : " If it is elsewhere, give --tmpdir or --socket.";
    return "is " + service.daemon() + " running?" + elsewhere;
  }
}
