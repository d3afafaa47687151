package org.albatross.testkit;

import static org.albatross.testkit.Assembler.Condition.ABOVE;
import static org.albatross.testkit.Assembler.Condition.BELOW;
import static org.albatross.testkit.Assembler.Condition.EQUAL;
import static org.albatross.testkit.Assembler.Condition.LESS;
import static org.albatross.testkit.Assembler.Condition.LESS_OR_EQUAL;
import static org.albatross.testkit.Assembler.Condition.NOT_EQUAL;
import static org.albatross.testkit.Assembler.Register.R10;
import static org.albatross.testkit.Assembler.Register.R12;
import static org.albatross.testkit.Assembler.Register.R13;
import static org.albatross.testkit.Assembler.Register.R14;
import static org.albatross.testkit.Assembler.Register.R15;
import static org.albatross.testkit.Assembler.Register.R8;
import static org.albatross.testkit.Assembler.Register.R9;
import static org.albatross.testkit.Assembler.Register.RAX;
import static org.albatross.testkit.Assembler.Register.RBP;
import static org.albatross.testkit.Assembler.Register.RBX;
import static org.albatross.testkit.Assembler.Register.RCX;
import static org.albatross.testkit.Assembler.Register.RDI;
import static org.albatross.testkit.Assembler.Register.RDX;
import static org.albatross.testkit.Assembler.Register.RSI;
import static org.albatross.testkit.Assembler.Register.RSP;

import java.nio.charset.StandardCharsets;

/**
 * The machine code of the programs. After {@link #entry}: RBX points to the arguments, joined by
 * blanks and ended by a zero byte, which may be written over; RBP to {@link #WORKSPACE} bytes on
 * the stack; R12 is an epoll descriptor; R13 points to the manifest with the descriptors of the
 * devices, 0 when run directly. R14 and R15 are the program's. System calls are those that
 * solo5-spt allows, except for making the epoll descriptor when run directly.
 */
final class ProgramCode {
  private static final int READ = 0;
  private static final int WRITE = 1;
  private static final int CLOCK_GETTIME = 228;
  private static final int EXIT_GROUP = 231;
  private static final int EPOLL_PWAIT = 281;
  private static final int EPOLL_CREATE1 = 291;
  private static final int CLOCK_MONOTONIC = 1;
  private static final int MINUS_EINTR = -4;
  private static final int MINUS_EAGAIN = -11;

  /**
   * Offsets in what solo5-spt hands over (docs/protocol/tenders.md, Images without a toolchain).
   */
  private static final int BOOT_COMMAND_LINE = 16;

  private static final int BOOT_MANIFEST = 24;
  private static final int BOOT_EPOLL = 32;

  /** The manifest's entries begin after 8 bytes; a device's descriptor is at 88 in its entry. */
  private static final int MANIFEST_DESCRIPTOR = 8 + 88;

  private static final int MAX_DEVICE = 63;

  private static final int WORKSPACE = 8192;
  private static final int SCRATCH = 4096;
  private static final int LINE = 6144;

  private static final String LINE_TEXT = "line 0000000000 of the unikernel output\n";
  private static final String TICK_TEXT = "tick 0000000000\n";
  private static final int LAST_DIGIT = 14;
  private static final int BUFFERED = SCRATCH / LINE_TEXT.length() * LINE_TEXT.length();

  private final Assembler code = new Assembler();

  byte[] assemble() {
    return code.assemble();
  }

  void entry() {
    code.move(R14, RSP).subtract(RSP, WORKSPACE).move(RBP, RSP);
    code.storeByte(RBP, 0, 0).move(RBX, RBP);
    code.compare(RDI, 0).jumpIf(EQUAL, "direct");
    code.load(RBX, RDI, BOOT_COMMAND_LINE).load(R13, RDI, BOOT_MANIFEST);
    code.loadInt(R12, RDI, BOOT_EPOLL).jump("main");
    code.label("direct").move(R13, 0);
    code.load(RAX, R14, 0).compare(RAX, 2).jumpIf(LESS, "joined");
    // Linux lays the arguments out one behind the other: a blank in place of each zero byte
    // between them makes the command line.
    code.load(RBX, R14, 16).address(RCX, R14, 24);
    code.label("join").load(RDX, RCX, 0).compare(RDX, 0).jumpIf(EQUAL, "joined");
    code.storeByte(RDX, -1, ' ').add(RCX, 8).jump("join");
    code.label("joined").move(RAX, EPOLL_CREATE1).move(RDI, 0).systemCall().move(R12, RAX);
    code.label("main");
  }

  void arguments() {
    code.move(R15, 0);
    forEachArgument(
        () -> {
          String option = "--exit=";
          for (int i = 0; i < option.length(); i++) {
            code.loadByte(RAX, RSI, i).compare(RAX, option.charAt(i)).jumpIf(NOT_EQUAL, "skip");
          }
          code.add(RSI, option.length()).call("number").move(R15, RAX).jump("scanned");
        });
    code.call("printArguments").move(RDI, R15).jump("exit");
  }

  void devices() {
    code.call("printArguments").jump("sleep");
  }

  void sleeper() {
    print("sleeping\n");
    code.jump("sleep");
  }

  void crash() {
    print("crashing\n");
    code.undefined();
  }

  void ticker() {
    copyTemplate(TICK_TEXT);
    code.label("tick").address(RDI, RBP, LINE + LAST_DIGIT).call("increment");
    code.address(RSI, RBP, LINE).move(RDX, TICK_TEXT.length()).call("write");
    code.call("now").move(R15, RAX).add(R15, 1000);
    // A packet on a net ends a wait early: only the clock says that the second is over.
    code.label("untilTick").call("now").move(R10, R15).subtract(R10, RAX);
    code.compare(R10, 0).jumpIf(LESS_OR_EQUAL, "tick");
    code.call("wait").jump("untilTick");
    code.label("template").bytes(ascii(TICK_TEXT));
  }

  void lines() {
    code.move(R15, 10);
    forEachArgument(
        () -> {
          code.loadByte(RAX, RSI, 0).compare(RAX, '0').jumpIf(BELOW, "skip");
          code.compare(RAX, '9').jumpIf(ABOVE, "skip");
          code.call("number").move(R15, RAX).jump("scanned");
        });
    copyTemplate(LINE_TEXT);
    code.move(R14, RBP);
    code.label("next").compare(R15, 0).jumpIf(EQUAL, "last").subtract(R15, 1);
    code.address(RDI, RBP, LINE + LAST_DIGIT).call("increment");
    code.address(RSI, RBP, LINE).move(RDI, R14).move(RCX, LINE_TEXT.length());
    code.copyBytes().move(R14, RDI);
    code.address(RAX, RBP, BUFFERED).compare(R14, RAX).jumpIf(BELOW, "next");
    code.call("flush").jump("next");
    code.label("last").call("flush").move(RDI, 0).jump("exit");
    code.label("flush").move(RSI, RBP).move(RDX, R14).subtract(RDX, RBP).call("write");
    code.move(R14, RBP).ret();
    code.label("template").bytes(ascii(LINE_TEXT));
  }

  void subroutines() {
    sleep();
    waitForEvent();
    now();
    number();
    increment();
    printArguments();
    write();
    code.label("failed").move(RDI, 1);
    code.label("exit").move(RAX, EXIT_GROUP).systemCall();
  }

  private void sleep() {
    code.label("sleep").move(R10, -1).call("wait").jump("sleep");
  }

  /**
   * Waits R10 milliseconds or less. A packet on a net is taken away, else it would wake again at
   * once; for the same reason a net that is gone is a failure.
   */
  private void waitForEvent() {
    code.label("wait").move(RAX, EPOLL_PWAIT).move(RDI, R12).address(RSI, RBP, SCRATCH);
    code.move(RDX, 1).move(R8, 0).move(R9, 8).systemCall();
    code.compare(RAX, 0).jumpIf(EQUAL, "waited").compare(RAX, MINUS_EINTR);
    code.jumpIf(EQUAL, "waited").compare(RAX, 1).jumpIf(NOT_EQUAL, "failed");
    code.compare(R13, 0).jumpIf(EQUAL, "waited");
    // struct epoll_event is packed here: the number of the device is behind 32 bits.
    code.load(RAX, RBP, SCRATCH + 4).compare(RAX, MAX_DEVICE).jumpIf(ABOVE, "waited");
    code.multiply(RAX, ManifestEntry.SIZE).add(RAX, R13).loadInt(RDI, RAX, MANIFEST_DESCRIPTOR);
    code.move(RAX, READ).move(RSI, RBP).move(RDX, SCRATCH).systemCall();
    code.compare(RAX, MINUS_EAGAIN).jumpIf(EQUAL, "waited").compare(RAX, 0).jumpIf(LESS, "failed");
    code.label("waited").ret();
  }

  /** RAX: milliseconds of the monotonic clock. */
  private void now() {
    code.label("now").move(RAX, CLOCK_GETTIME).move(RDI, CLOCK_MONOTONIC);
    code.address(RSI, RBP, SCRATCH).systemCall();
    code.load(RAX, RBP, SCRATCH + 8).move(RDX, 0).move(RCX, 1_000_000).divideBy(RCX);
    code.load(RCX, RBP, SCRATCH).multiply(RCX, 1000).add(RAX, RCX).ret();
  }

  /** RAX: the number at RSI, of which up to ten digits count. */
  private void number() {
    code.label("number").move(RAX, 0).move(RDX, 10);
    code.label("digit").loadByte(RCX, RSI, 0).subtract(RCX, '0');
    code.compare(RCX, 9).jumpIf(ABOVE, "numberEnd");
    code.multiply(RAX, 10).add(RAX, RCX).add(RSI, 1);
    code.subtract(RDX, 1).jumpIf(NOT_EQUAL, "digit");
    code.label("numberEnd").ret();
  }

  /** Adds one to the decimal number whose last digit is at RDI. */
  private void increment() {
    code.label("increment").loadByte(RAX, RDI, 0);
    code.compare(RAX, '9').jumpIf(NOT_EQUAL, "carried");
    code.storeByte(RDI, 0, '0').subtract(RDI, 1).jump("increment");
    code.label("carried").add(RAX, 1).storeByte(RDI, 0, RAX).ret();
  }

  /** Writes the arguments and a newline at once; they are not ended by a zero byte afterwards. */
  private void printArguments() {
    code.label("printArguments").move(RDX, RBX);
    code.label("length").loadByte(RAX, RDX, 0).add(RDX, 1);
    code.compare(RAX, 0).jumpIf(NOT_EQUAL, "length");
    code.storeByte(RDX, -1, '\n').subtract(RDX, RBX).move(RSI, RBX).jump("write");
  }

  /** Writes RDX bytes at RSI. */
  private void write() {
    code.label("write").compare(RDX, 0).jumpIf(EQUAL, "written");
    code.move(RAX, WRITE).move(RDI, 1).systemCall();
    code.compare(RAX, MINUS_EINTR).jumpIf(EQUAL, "write");
    code.compare(RAX, 0).jumpIf(LESS_OR_EQUAL, "failed");
    code.add(RSI, RAX).subtract(RDX, RAX).jump("write");
    code.label("written").ret();
  }

  private void print(String text) {
    code.jump("print").label("text").bytes(ascii(text)).label("print");
    code.address(RSI, "text").move(RDX, text.length()).call("write");
  }

  private void copyTemplate(String text) {
    code.address(RSI, "template").address(RDI, RBP, LINE).move(RCX, text.length()).copyBytes();
  }

  /**
   * Runs the body with RSI at the begin of each argument; it jumps to {@code skip} for the next one
   * or to {@code scanned}, where the code goes on.
   */
  private void forEachArgument(Runnable body) {
    code.move(RSI, RBX).label("argument");
    body.run();
    code.label("skip").loadByte(RAX, RSI, 0).compare(RAX, 0).jumpIf(EQUAL, "scanned");
    code.add(RSI, 1).compare(RAX, ' ').jumpIf(EQUAL, "argument").jump("skip");
    code.label("scanned");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
