package org.albatross.core.wire;

import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.wire.der.Codec;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.DerReader;
import org.albatross.core.wire.der.Sequence;
import org.albatross.core.wire.der.Tag;

/**
 * The extension that makes a certificate a request (docs/protocol/wire.md, CertificateExtension).
 */
public final class CertificateExtension {
  /** The extension's object identifier. */
  public static final String OID = "1.3.6.1.4.1.49836.42";

  private CertificateExtension() {}

  private static final Codec<Payload.Command> EXTENSION =
      Sequence.of(
          c -> {
            c.required("version", Version.CODEC, command -> Message.VERSION);
            var command =
                c.required(
                    "command", CommandGrammar.COMMAND, java.util.function.Function.identity());
            return in -> in.get(command);
          });

  public static byte[] encode(Payload.Command command) {
    return EXTENSION.encode(command);
  }

  /**
   * Reads the extension's value as a certificate has it, within an OCTET STRING (RFC 5280, 4.1).
   */
  public static Payload.Command decodeValue(byte[] octetString) throws DecodeException {
    DerReader in = new DerReader(octetString);
    DerReader value = in.enter(Tag.OCTET_STRING);
    in.expectEnd();
    Payload.Command command = EXTENSION.read(value);
    value.expectEnd();
    return command;
  }

  /** Reads one extension that fills the bytes. */
  public static Payload.Command decode(byte[] bytes) throws DecodeException {
    return EXTENSION.decode(bytes);
  }
}
