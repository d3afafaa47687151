package org.albatross.client.output;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.DataSize;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.zlib.DataSink;
import org.albatross.core.wire.zlib.Inflating;

/** Shows a state on disk. */
public final class DumpPrinter {
  private static final long KILOBYTE = 1024;

  private final Output out;
  private final Table unikernels =
      new Table("NAME", "TYPE", ">MEMORY", "CPU IDS", "RESTART", ">STARTUP", ">IMAGE KB", "SHA256");
  private int count;

  public DumpPrinter(Output out) {
    this.out = out;
  }

  /** One of the original's, with its image in memory. A broken image does not hide the others. */
  public void unikernel(Name name, UnikernelConfig config) throws IOException {
    Image image = config.image();
    if (image.data().isEmpty()) {
      unikernel(name, config.type(), config.arguments(), Optional.empty(), 0);
      return;
    }
    Digested digested = new Digested();
    try (DataSink plain = image.compressed() ? new Inflating(digested) : digested) {
      plain.write(image.data().toBuffer());
      plain.end();
      unikernel(
          name, config.type(), config.arguments(), Optional.of(digested.value()), digested.length);
    } catch (AlbatrossException e) {
      row(name, config.type(), config.arguments(), image.data().length(), e.getMessage());
    }
  }

  /**
   * One of which the digest is known.
   *
   * @param size of the image, in bytes
   */
  public void unikernel(
      Name name, VmType type, Arguments arguments, Optional<Bytes> digest, long size) {
    row(name, type, arguments, size, digest.map(Bytes::toHex).orElse("-"));
  }

  private void row(Name name, VmType type, Arguments arguments, long size, String digest) {
    count++;
    unikernels.row(
        name.toString(),
        type == VmType.BHYVE ? "bhyve" : "solo5",
        Units.megabytes(arguments.memory()),
        Names.join(arguments.cpuIds()),
        arguments.onFailure() instanceof OnFailure.Restart ? "yes" : "no",
        Long.toString(arguments.startupOrDefault()),
        Long.toString((size + KILOBYTE - 1) / KILOBYTE),
        digest);
  }

  /** All unikernels were told. */
  public void finish(NameTrie<Policy> policies) throws IOException {
    if (count == 0) {
      out.line("no unikernels");
    } else {
      unikernels.print(out, new Style(false));
    }
    out.line("");
    PolicyPrinter.print(out, new Style(false), Name.ROOT, policies.entries());
  }

  /** What is said of an image that is not kept. */
  private static final class Digested implements DataSink {
    private final MessageDigest digest = sha256();
    private long length;

    @Override
    public void write(ByteBuffer data) throws ClientException {
      length += data.remaining();
      if (length > Image.MAX_LENGTH) {
        throw ClientException.other("larger than " + new DataSize(Image.MAX_LENGTH));
      }
      digest.update(data);
    }

    Bytes value() {
      return Bytes.wrap(digest.digest());
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
