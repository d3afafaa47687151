package org.albatross.core.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.host.file.WholeFile;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.net.UnixSockets;

/**
 * Reads what PEM files hold (RFC 7468): certificates, private keys, signing requests. Text around
 * the blocks, byte order marks of UTF-8, blanks and any ends of lines are not minded, as editors
 * and copies from elsewhere leave them.
 */
public final class PemFiles {
  /**
   * Room for a chain with an image in one of its certificates (docs/protocol/client.md,
   * Certificates: up to 2^24 bytes).
   */
  private static final long MAX_SIZE = 32L << 20;

  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String PRIVATE_KEY = "PRIVATE KEY";
  private static final Pattern BEGIN = Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----[ \\t]*\\R");

  /** What headers a block has (RFC 1421), which are not part of its base64. */
  private static final Pattern HEADER = Pattern.compile("(?m)^[^:\\r\\n]*:.*$");

  private PemFiles() {}

  /** What stands between a BEGIN and its END. */
  private record Block(String label, Bytes content) {}

  /** All certificates of a file, in their order; at least one. */
  public static List<X509Certificate> certificates(Path file) throws AlbatrossException {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label.equals(CERTIFICATE)) {
        certificates.add(certificate(file, block));
      }
    }
    if (certificates.isEmpty()) {
      throw new AlbatrossException(
          file + " holds no certificate: a PEM file with BEGIN CERTIFICATE is wanted");
    }
    return certificates;
  }

  /** The only certificate of a file. */
  public static X509Certificate certificate(Path file) throws AlbatrossException {
    List<X509Certificate> all = certificates(file);
    if (all.size() > 1) {
      throw new AlbatrossException(
          "%s holds %s certificates, one is wanted".formatted(file, all.size()));
    }
    return all.get(0);
  }

  /**
   * What the first block of a kind holds.
   *
   * @param label what its label ends in, such as {@code CERTIFICATE REQUEST}, which older programs
   *     call {@code NEW CERTIFICATE REQUEST}
   * @return nothing if there is no such block
   */
  public static Optional<Bytes> first(Path file, String label) throws AlbatrossException {
    return blocks(file).stream()
        .filter(block -> block.label.endsWith(label))
        .map(Block::content)
        .findFirst();
  }

  /** Whether a file holds a certificate and no private key. */
  public static boolean isCertificateOnly(Path file) throws AlbatrossException {
    List<Block> blocks = blocks(file);
    return !blocks.isEmpty() && blocks.stream().allMatch(b -> b.label.equals(CERTIFICATE));
  }

  /** The private key of a file, in PKCS#8 and not encrypted. */
  public static PrivateKey privateKey(Path file) throws AlbatrossException {
    for (Block block : blocks(file)) {
      if (block.label.equals(PRIVATE_KEY)) {
        return privateKey(file, block.content.toArray());
      }
      if (block.label.endsWith(PRIVATE_KEY)) {
        throw new AlbatrossException(
            ("%s holds a key in another form (%s): write it in PKCS#8 with"
                    + " openssl pkcs8 -topk8 -nocrypt -in %s")
                .formatted(file, block.label, file));
      }
    }
    throw new AlbatrossException(
        file + " holds no private key: a PEM file with BEGIN PRIVATE KEY is wanted");
  }

  private static PrivateKey privateKey(Path file, byte[] encoded) throws AlbatrossException {
    return Decoding.privateKey(encoded)
        .orElseThrow(
            () ->
                new AlbatrossException(
                    file
                        + " holds a private key that is broken or of no known kind (Ed25519, EC, RSA)"));
  }

  private static X509Certificate certificate(Path file, Block block) throws AlbatrossException {
    try {
      return Decoding.certificate(block.content.toArray());
    } catch (CertificateException e) {
      throw new AlbatrossException("cannot read a certificate of %s: %s".formatted(file, e), e);
    }
  }

  private static List<Block> blocks(Path file) throws AlbatrossException {
    String text = read(file);
    List<Block> blocks = new ArrayList<>();
    Matcher begin = BEGIN.matcher(text);
    for (int from = 0; begin.find(from); ) {
      String label = begin.group(1);
      String end = "-----END " + label + "-----";
      int to = text.indexOf(end, begin.end());
      if (to < 0) {
        throw new AlbatrossException("%s is cut short: there is no %s".formatted(file, end));
      }
      try {
        String inner = text.substring(begin.end(), to);
        String base64 = inner.indexOf(':') < 0 ? inner : HEADER.matcher(inner).replaceAll("");
        byte[] content = Base64.getMimeDecoder().decode(base64);
        blocks.add(new Block(label, Bytes.wrap(content)));
      } catch (IllegalArgumentException e) {
        throw new AlbatrossException("%s has a %s that is no base64".formatted(file, label), e);
      }
      from = to + end.length();
    }
    return blocks;
  }

  private static String read(Path file) throws AlbatrossException {
    String text;
    try {
      text = new String(WholeFile.read(file, MAX_SIZE), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new AlbatrossException("cannot read a PEM file: " + UnixSockets.describe(e), e);
    }
    Optional<String> wide = wideEncoding(text);
    if (wide.isPresent()) {
      throw new AlbatrossException(
          ("%1$s is text in %2$s, as Windows writes it, and PEM is ASCII:"
                  + " iconv -f %2$s -t ASCII//TRANSLIT %1$s writes it as that")
              .formatted(file, wide.get()));
    }
    return text;
  }

  /**
   * The encoding in which the hyphens of a BEGIN are not one byte each: one may be in the middle.
   */
  private static Optional<String> wideEncoding(String text) {
    if (text.contains("-\0\0\0-\0\0\0-")) {
      return Optional.of("UTF-32");
    }
    return text.contains("-\0-\0-") ? Optional.of("UTF-16") : Optional.empty();
  }
}
