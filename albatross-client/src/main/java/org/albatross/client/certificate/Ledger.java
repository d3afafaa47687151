package org.albatross.client.certificate;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import org.albatross.client.error.ClientException;
import org.albatross.client.output.StagedFile;

/** The file DB: a line {@code SERIALHEX NAME} for each certificate that was signed. */
final class Ledger implements AutoCloseable {
  private final Path path;
  private final FileChannel file;

  private Ledger(Path path, FileChannel file) {
    this.path = path;
    this.file = file;
  }

  /** Opens it before anything is written elsewhere: what is not logged is not handed out. */
  static Ledger open(Path path) throws ClientException {
    try {
      StagedFile.checkIsPlain(path);
      return new Ledger(
          path,
          FileChannel.open(
              path,
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE,
              StandardOpenOption.APPEND,
              LinkOption.NOFOLLOW_LINKS));
    } catch (IOException e) {
      throw ClientException.file("cannot write the database", e);
    }
  }

  void add(X509Certificate certificate, String name) throws ClientException {
    String serial = HexFormat.of().formatHex(certificate.getSerialNumber().toByteArray());
    ByteBuffer line = ByteBuffer.wrap((serial + " " + name + "\n").getBytes(US_ASCII));
    try {
      while (line.hasRemaining()) {
        file.write(line);
      }
      file.force(true);
    } catch (IOException e) {
      throw ClientException.file("cannot write the database " + path, e);
    }
  }

  @Override
  public void close() throws ClientException {
    try {
      file.close();
    } catch (IOException e) {
      throw ClientException.file("cannot write the database " + path, e);
    }
  }
}
