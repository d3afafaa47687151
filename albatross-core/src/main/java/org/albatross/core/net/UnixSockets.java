package org.albatross.core.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;

/** Listening sockets below a daemon's temporary directory (docs/protocol/daemons.md, Sockets). */
public final class UnixSockets {
  private static final int BACKLOG = 1024;

  /** The kernel takes 107 bytes on Linux and 103 on FreeBSD, the JDK one less. */
  private static final int LONGEST =
      System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux") ? 106 : 102;

  private static final String SUFFIX = ".sock";

  private UnixSockets() {}

  /**
   * The address of a socket.
   *
   * @throws SocketException if its path is longer than can be, with both lengths
   */
  public static UnixDomainSocketAddress address(Path socket) throws SocketException {
    int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
    if (length > LONGEST) {
      throw new SocketException(
          "the path of a socket has at most %s bytes, this one has %s; give a shorter --tmpdir"
              .formatted(LONGEST, length));
    }
    return UnixDomainSocketAddress.of(socket);
  }

  /**
   * Listens on a path with mode 0660. The socket is made beside and renamed, so that nobody can
   * connect before its mode is right, and a stale one is replaced.
   *
   * @throws AlbatrossException if another program answers there, or the path cannot be used
   */
  public static ServerSocketChannel listen(Path socket) throws AlbatrossException {
    Path beside = beside(socket);
    try {
      UnixDomainSocketAddress address = address(beside);
      Files.createDirectories(socket.getParent());
      if (answers(socket)) {
        throw new AlbatrossException(
            socket + " is in use: another daemon answers there; stop it first");
      }
      Files.deleteIfExists(beside);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(address, BACKLOG);
        DaemonGroup.give(beside);
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-rw----"));
        Files.move(
            beside, socket, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return server;
      } catch (IOException | RuntimeException e) {
        server.close();
        Files.deleteIfExists(beside);
        throw e;
      }
    } catch (IOException e) {
      throw new AlbatrossException("cannot listen on " + socket + ": " + describe(e), e);
    }
  }

  /** Connects to a socket; waits while as many as it may have wait for its daemon. */
  public static SocketChannel connect(Path socket) throws IOException {
    SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      channel.connect(address(socket));
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Ends listening, and removes the socket file if {@link #listen} made it: one that systemd made
   * stays, and so does that of a daemon that took the path over.
   */
  public static void close(ServerSocketChannel server, Path socket) throws IOException {
    SocketAddress bound = server.getLocalAddress();
    server.close();
    if (UnixDomainSocketAddress.of(beside(socket)).equals(bound) && !answers(socket)) {
      Files.deleteIfExists(socket);
    }
  }

  /** Where a socket is made before it gets its name: one that is no longer than its own. */
  private static Path beside(Path socket) {
    String name = socket.getFileName().toString();
    String stem = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
    return socket.resolveSibling("." + stem + ".new");
  }

  /** An I/O error in words: the JDK's message is often only the file's name. */
  public static String describe(IOException e) {
    return Optional.ofNullable(e.getMessage())
        .map(message -> e.getClass() == IOException.class ? message : kind(e) + message)
        .orElse(e.getClass().getSimpleName());
  }

  private static String kind(IOException e) {
    return switch (e.getClass().getSimpleName()) {
      case "NoSuchFileException" -> "no such file or directory: ";
      case "AccessDeniedException" -> "permission denied: ";
      case "FileAlreadyExistsException" -> "it exists already: ";
      case "NotDirectoryException" -> "not a directory: ";
      default -> "";
    };
  }

  private static boolean answers(Path socket) {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      return false;
    }
  }
}
