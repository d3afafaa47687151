package org.albatross.core.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.Names;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.NetDevice;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.wire.der.DecodeException;
import org.albatross.core.wire.der.DerWriter;
import org.albatross.core.wire.der.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/protocol/wire.md, Messages: whole messages, and what is said of those that are none. */
class WireTest {
  private static final String HEADER = "300f 020105 0408 0000000000000007 0c00";
  private static final Arguments SMALL =
      new Arguments(
          new OnFailure.Quit(),
          OptionalLong.empty(),
          true,
          new TreeSet<>(List.of(0L)),
          32,
          List.of(),
          List.of(),
          Optional.empty(),
          1,
          Optional.empty());

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replace(" ", ""));
  }

  private static String hex(Payload payload) {
    return HexFormat.of().formatHex(Wire.encode(new Message(7, Name.ROOT, payload)));
  }

  /** A message about {@code :} of this payload. */
  private static byte[] message(String payload) {
    return sequence("3010 020105 0408 0000000000000007 0c013a " + payload);
  }

  private static byte[] sequence(String content) {
    DerWriter out = new DerWriter();
    out.octets(bytes(content));
    out.header(Tag.SEQUENCE, 0);
    return out.toByteArray();
  }

  private static String error(byte[] message) {
    return assertThrows(DecodeException.class, () -> Wire.decode(message)).getMessage();
  }

  @Test
  void anotherVersionIsAnErrorThatNamesIt() {
    for (int version : new int[] {0, 4, 6, 127}) {
      assertEquals(
          "in header.version: unsupported protocol version %s, this program speaks version 5"
              .formatted(version),
          error(
              sequence(
                  "3010 0201"
                      + HexFormat.of().toHexDigits((byte) version)
                      + " 0408 0000000000000007 0c013a a104a0020500")));
    }
    assertEquals(
        "in version: unsupported protocol version 4, this program speaks version 5",
        assertThrows(
                DecodeException.class,
                () -> CertificateExtension.decode(bytes("3009 020104 a304 b3020500")))
            .getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "a4020500, 'in payload: unknown alternative [4] at byte 20'",
    "0500, 'in payload: unknown alternative NULL at byte 20'",
    "'', 'in payload: unexpected end at byte 20'",
    "a004 a6020500, 'in payload.command: unknown alternative [6] at byte 22'",
    "a006 a304 ac020500, 'in payload.command.unikernel: unknown alternative [12] at byte 24'",
    "a007 a305 bf43020500, 'in payload.command.unikernel: unknown alternative [67] at byte 24'",
    "a006 a004 a1020500, 'in payload.command.console: unknown alternative [1] at byte 24'",
    "a104 a3020500, 'in payload.reply: unknown alternative [3] at byte 22'",
    "a304 a0020500, 'in payload.data: unknown alternative [0] at byte 22'"
  })
  void anUnknownAlternativeIsAnErrorThatSaysWhere(String payload, String message) {
    assertEquals(message, error(message(payload)));
  }

  @Test
  void logMessagesWereDropped() {
    assertEquals(
        "in payload.command.log: dropped from the protocol, and not supported",
        error(message("a004 a2020500")));
    assertEquals(
        "in payload.data.log: dropped from the protocol, and not supported",
        error(message("a304 a2020500")));
  }

  @Test
  void anInvalidNameIsAnErrorThatSaysWhichAndWhere() {
    assertEquals(
        "in header.name: invalid name \"\": a name must not be empty",
        error(sequence(HEADER + "a104a0020500")));
    assertEquals(
        "in payload.reply.consoles: invalid name \"a/b\": invalid label \"a/b\": only letters,"
            + " digits, '-' and '.' are allowed",
        error(message("a109 ac07 3005 0c03 612f62")));
  }

  @Test
  void anErrorInsideAListSaysInWhichComponent() {
    // blocks: the second component is a text
    assertEquals(
        "in payload.reply.blocks.size: expected INTEGER, found UTF8String at byte 32",
        error(message("a110 a40e 300c 300a 0c023a61 0c0161 010100")));
  }

  @Test
  void aSequenceOfOtherThan8BytesIsAnError() {
    assertEquals(
        "in header.sequence: expected 8 bytes, found 7",
        error(sequence("300f 020105 0407 00000000000007 0c013a a104a0020500")));
    assertEquals(
        "in header.sequence: expected 8 bytes, found 9",
        error(sequence("3011 020105 0409 000000000000000007 0c013a a104a0020500")));
  }

  @Test
  void bytesAfterAMessageAreAnError() {
    assertEquals("1 bytes too many at byte 26", error(message("a104a0020500 00")));
  }

  @Test
  void streamedCreatesHaveTheTags64And65() throws Exception {
    String header = "3010 020105 0408 0000000000000007 0c013a".replace(" ", "");
    String config =
        "301d a0020500 010100 0400 0101ff a0020500 3103020100 020120 a303020101".replace(" ", "");
    UnikernelConfig empty = new UnikernelConfig(VmType.SOLO5, Image.NONE, SMALL);
    Payload create = new UnikernelCommand.Create(empty, false, true);
    Payload force = new UnikernelCommand.Create(empty, true, true);
    assertEquals("3038" + header + "a024a322bf401f" + config, hex(create));
    assertEquals("3038" + header + "a024a322bf411f" + config, hex(force));
    assertEquals(create, Wire.decode(bytes(hex(create))).payload());
    assertEquals(force, Wire.decode(bytes(hex(force))).payload());
  }

  @Test
  void anEmptyListOfDevicesIsLeftOutAndAnEmptyArgvIsNot() throws Exception {
    Arguments emptyArgv =
        new Arguments(
            SMALL.onFailure(),
            SMALL.startup(),
            true,
            SMALL.cpuIds(),
            32,
            List.of(),
            List.of(),
            Optional.of(List.of()),
            1,
            Optional.empty());
    String without = hex(new UnikernelCommand.Restart(Optional.of(SMALL)));
    String with = hex(new UnikernelCommand.Restart(Optional.of(emptyArgv)));
    assertEquals(without.length() + 8, with.length());
    assertEquals(
        new UnikernelCommand.Restart(Optional.of(emptyArgv)), Wire.decode(bytes(with)).payload());
  }

  @Test
  void devicesAreWrittenInTheOrderOfTheirBytesWhateverTheirOrderWas() throws Exception {
    List<BlockDevice> blocks = List.of(block("bb"), block("c"), block("a"));
    List<NetDevice> nets = List.of(net("y"), net("x"));
    Arguments mixed =
        new Arguments(
            SMALL.onFailure(),
            SMALL.startup(),
            true,
            SMALL.cpuIds(),
            32,
            blocks,
            nets,
            Optional.empty(),
            1,
            Optional.empty());
    Message read = Wire.decode(bytes(hex(new UnikernelCommand.Restart(Optional.of(mixed)))));
    Arguments again = ((UnikernelCommand.Restart) read.payload()).arguments().orElseThrow();
    assertEquals(List.of(block("a"), block("c"), block("bb")), again.blocks());
    assertEquals(List.of(net("x"), net("y")), again.nets());
  }

  private static BlockDevice block(String name) {
    return new BlockDevice(name, Optional.empty(), OptionalLong.empty());
  }

  private static NetDevice net(String name) {
    return new NetDevice(name, Optional.empty(), Optional.empty());
  }

  @Test
  void anAskerThatKnowsOneCpuIdIsToldTheLowest() throws Exception {
    UnikernelInfo info =
        new UnikernelInfo(
            VmType.SOLO5,
            OptionalLong.of(7),
            new OnFailure.Quit(),
            new TreeSet<>(List.of(9L, 3L, 5L)),
            32,
            Bytes.wrap(new byte[32]),
            List.of(),
            List.of(),
            Optional.empty(),
            Instant.parse("2026-11-23T15:04:05Z"),
            2,
            Optional.of("hd0,msdos1"));
    for (InfoShape shape : List.of(InfoShape.V4, InfoShape.V5)) {
      UnikernelInfo told = told(shape, info);
      assertEquals(new TreeSet<>(List.of(3L)), told.cpuIds());
      assertEquals(1, told.numCpus());
      assertEquals(Optional.empty(), told.linuxBootPartition());
      assertEquals(info.started(), told.started());
    }
    assertEquals(OptionalLong.empty(), told(InfoShape.V4, info).startup());
    assertEquals(OptionalLong.of(7), told(InfoShape.V5, info).startup());
    assertEquals(info, told(InfoShape.CURRENT, info));
  }

  private static UnikernelInfo told(InfoShape shape, UnikernelInfo info) throws DecodeException {
    Success reply = new Success.Unikernels(shape, List.of(new Named<>(Names.name("a:b"), info)));
    Success.Unikernels read = (Success.Unikernels) Wire.decode(bytes(hex(reply))).payload();
    assertEquals(shape, read.shape());
    return read.unikernels().get(0).value();
  }

  @Test
  void aReplyHasTheSequenceAndNameOfItsCommand() {
    Message command = new Message(42, Names.name("a:b"), new UnikernelCommand.Destroy());
    assertEquals(
        new Message(42, Names.name("a:b"), new Success.Empty()),
        command.reply(new Success.Empty()));
  }

  @Test
  void aConsoleLineIsBytesThatAreNotTouched() throws Exception {
    Payload line =
        new Payload.ConsoleLine(
            Instant.parse("2026-11-23T15:04:05.678Z"), Bytes.wrap(bytes("ff 1b5b324a c328 00 0a")));
    assertEquals(line, Wire.decode(bytes(hex(line))).payload());
  }

  @Test
  void aStateThatNamesAUnikernelTwiceIsAnError() throws Exception {
    UnikernelConfig config = new UnikernelConfig(VmType.SOLO5, Image.NONE, SMALL);
    byte[] unit =
        SuccessGrammar.named("value", ConfigGrammar.config())
            .encode(new Named<>(Names.name("a:b"), config));
    DerWriter out = new DerWriter();
    out.octets(bytes("3000"));
    int mark = out.size();
    out.octets(unit);
    out.octets(unit);
    out.header(Tag.SEQUENCE, mark);
    out.header(Tag.SEQUENCE, 0);
    out.header(Tag.context(6), 0);
    byte[] state = out.toByteArray();
    assertEquals(
        "in [6].unikernels: the name a:b stands there twice",
        assertThrows(DecodeException.class, () -> State.decode(state)).getMessage());
  }
}
