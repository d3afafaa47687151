package org.albatross.testkit;

import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * As much x86-64 machine code as {@link Program} needs. Operands are 64 bits wide, immediate values
 * and displacements 32: short encodings are not worth their code here. The encodings are those of
 * the Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2.
 */
final class Assembler {
  /** The general registers with their numbers. */
  enum Register {
    RAX(0),
    RCX(1),
    RDX(2),
    RBX(3),
    RSP(4),
    RBP(5),
    RSI(6),
    RDI(7),
    R8(8),
    R9(9),
    R10(10),
    R11(11),
    R12(12),
    R13(13),
    R14(14),
    R15(15);

    private final int number;

    Register(int number) {
      this.number = number;
    }
  }

  /** Conditions of jumps; above and below compare without sign. */
  enum Condition {
    BELOW(0x2),
    EQUAL(0x4),
    NOT_EQUAL(0x5),
    ABOVE(0x7),
    LESS(0xC),
    LESS_OR_EQUAL(0xE);

    private final int code;

    Condition(int code) {
      this.code = code;
    }
  }

  private final ByteArrayOutputStream code = new ByteArrayOutputStream();
  private final Map<String, Integer> labels = new HashMap<>();

  /** Where the last four bytes of an instruction have to become the distance to a label. */
  private final Map<Integer, String> distances = new LinkedHashMap<>();

  /** Names this place; a name may be used before. */
  Assembler label(String name) {
    if (labels.put(name, code.size()) != null) {
      throw new IllegalStateException("label " + name + " is there twice");
    }
    return this;
  }

  /** The code, the distances to labels filled in. */
  byte[] assemble() {
    byte[] out = code.toByteArray();
    distances.forEach(
        (end, name) -> {
          Integer target = labels.get(name);
          if (target == null) {
            throw new IllegalStateException("label " + name + " is missing");
          }
          int distance = target - end;
          for (int i = 0; i < 4; i++) {
            out[end - 4 + i] = (byte) (distance >> (8 * i));
          }
        });
    return out;
  }

  Assembler bytes(byte[] data) {
    code.writeBytes(data);
    return this;
  }

  Assembler move(Register to, Register from) {
    return registers(0x89, from, to);
  }

  Assembler move(Register to, int value) {
    return immediate(0xC7, 0, to, value);
  }

  Assembler load(Register to, Register base, int offset) {
    rex(true, to, base);
    return memory(0x8B, to.number, base, offset);
  }

  /** Loads 32 bits; the upper half becomes zero. */
  Assembler loadInt(Register to, Register base, int offset) {
    rex(false, to, base);
    return memory(0x8B, to.number, base, offset);
  }

  /** Loads a byte; the rest becomes zero. */
  Assembler loadByte(Register to, Register base, int offset) {
    rex(true, to, base);
    put(0x0F);
    return memory(0xB6, to.number, base, offset);
  }

  Assembler storeByte(Register base, int offset, Register from) {
    rex(false, from, base);
    return memory(0x88, from.number, base, offset);
  }

  Assembler storeByte(Register base, int offset, int value) {
    rex(false, Register.RAX, base);
    memory(0xC6, 0, base, offset);
    return put(value);
  }

  /** Takes the address {@code base + offset}. */
  Assembler address(Register to, Register base, int offset) {
    rex(true, to, base);
    return memory(0x8D, to.number, base, offset);
  }

  /** Takes the address of a label. */
  Assembler address(Register to, String label) {
    rex(true, to, Register.RAX);
    put(0x8D).put((to.number & 7) << 3 | 5);
    return distance(label);
  }

  Assembler add(Register to, Register from) {
    return registers(0x01, from, to);
  }

  Assembler add(Register to, int value) {
    return immediate(0x81, 0, to, value);
  }

  Assembler subtract(Register to, Register from) {
    return registers(0x29, from, to);
  }

  Assembler subtract(Register to, int value) {
    return immediate(0x81, 5, to, value);
  }

  Assembler multiply(Register to, int value) {
    return rex(true, to, to).put(0x69).direct(to.number, to).number(value);
  }

  /** Divides RDX:RAX without sign; the quotient goes to RAX, the rest to RDX. */
  Assembler divideBy(Register divisor) {
    return rex(true, Register.RAX, divisor).put(0xF7).direct(6, divisor);
  }

  Assembler compare(Register left, Register right) {
    return registers(0x39, right, left);
  }

  Assembler compare(Register left, int value) {
    return immediate(0x81, 7, left, value);
  }

  Assembler jump(String label) {
    return put(0xE9).distance(label);
  }

  Assembler jumpIf(Condition condition, String label) {
    return put(0x0F).put(0x80 | condition.code).distance(label);
  }

  Assembler call(String label) {
    return put(0xE8).distance(label);
  }

  Assembler ret() {
    return put(0xC3);
  }

  /** Copies RCX bytes from RSI to RDI; both are behind them afterwards. */
  Assembler copyBytes() {
    return put(0xF3).put(0xA4);
  }

  Assembler systemCall() {
    return put(0x0F).put(0x05);
  }

  /** An instruction that is none: SIGILL. */
  Assembler undefined() {
    return put(0x0F).put(0x0B);
  }

  private Assembler registers(int opcode, Register register, Register operand) {
    return rex(true, register, operand).put(opcode).direct(register.number, operand);
  }

  private Assembler immediate(int opcode, int extension, Register operand, int value) {
    return rex(true, Register.RAX, operand).put(opcode).direct(extension, operand).number(value);
  }

  private Assembler rex(boolean wide, Register register, Register operand) {
    return put(0x40 | (wide ? 8 : 0) | (register.number >> 3) << 2 | operand.number >> 3);
  }

  /** The operand is the register itself. */
  private Assembler direct(int register, Register operand) {
    return put(0xC0 | (register & 7) << 3 | (operand.number & 7));
  }

  /** The operand is in memory at a base register plus 32 bits. */
  private Assembler memory(int opcode, int register, Register base, int offset) {
    put(opcode).put(0x80 | (register & 7) << 3 | (base.number & 7));
    if ((base.number & 7) == Register.RSP.number) {
      // RSP's and R12's number announces a SIB byte: no index.
      put(0x24);
    }
    return number(offset);
  }

  private Assembler distance(String label) {
    number(0);
    distances.put(code.size(), label);
    return this;
  }

  private Assembler number(int value) {
    return put(value).put(value >> 8).put(value >> 16).put(value >> 24);
  }

  private Assembler put(int value) {
    code.write(value);
    return this;
  }
}
