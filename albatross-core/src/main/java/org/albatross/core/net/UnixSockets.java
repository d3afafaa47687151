package org.albatross.core.net;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;

/** Listening sockets below a daemon's temporary directory (contract 2). */
public final class UnixSockets {
  /** The group that may talk to the daemons, where there is one. */
  public static final String GROUP = "albatross";

  private static final int BACKLOG = 1024;

  private UnixSockets() {}

  /**
   * Listens on a path with mode 0660. The socket is made beside and renamed, so that nobody can
   * connect before its mode is right, and a stale one is replaced.
   *
   * @throws AlbatrossException if another program answers there, or the path cannot be used
   */
  public static ServerSocketChannel listen(Path socket) throws AlbatrossException {
    Path beside = beside(socket);
    try {
      Files.createDirectories(socket.getParent());
      if (answers(socket)) {
        throw new AlbatrossException(
            socket + " is in use: another daemon answers there; stop it first");
      }
      Files.deleteIfExists(beside);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(beside), BACKLOG);
        setGroup(beside);
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
      channel.connect(UnixDomainSocketAddress.of(socket));
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

  /** Where a socket is made before it gets its name. */
  private static Path beside(Path socket) {
    return socket.resolveSibling("." + socket.getFileName() + ".new");
  }

  /** Gives a file to the group of the daemons, where that group exists. */
  public static void setGroup(Path file) throws IOException {
    try {
      var group =
          file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(GROUP);
      Files.getFileAttributeView(file, PosixFileAttributeView.class).setGroup(group);
    } catch (UserPrincipalNotFoundException e) {
      return; // no such group: the socket stays with the one who started the daemon
    }
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
