package org.albatross.testkit;

import static org.albatross.testkit.Assembler.Condition.BELOW;
import static org.albatross.testkit.Assembler.Register.R12;
import static org.albatross.testkit.Assembler.Register.R8;
import static org.albatross.testkit.Assembler.Register.RAX;
import static org.albatross.testkit.Assembler.Register.RBP;
import static org.albatross.testkit.Assembler.Register.RCX;
import static org.albatross.testkit.Assembler.Register.RDI;
import static org.albatross.testkit.Assembler.Register.RSI;
import static org.albatross.testkit.Assembler.Register.RSP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The expected bytes were read back with GNU objdump as the instructions that they should be. */
class AssemblerTest {
  @Test
  void registersAboveSevenHaveTheirBitInThePrefix() {
    assertEquals("4989e0", hex(new Assembler().move(R8, RSP)));
    assertEquals("4c89e7", hex(new Assembler().move(RDI, R12)));
    assertEquals("48f7f1", hex(new Assembler().divideBy(RCX)));
    assertEquals("4c39e0", hex(new Assembler().compare(RAX, R12)));
  }

  @Test
  void immediateValuesHaveFourBytes() {
    assertEquals("48c7c0ffffffff", hex(new Assembler().move(RAX, -1)));
    assertEquals("4869c068000000", hex(new Assembler().multiply(RAX, 104)));
    assertEquals("4981f802000000", hex(new Assembler().compare(R8, 2)));
  }

  @Test
  void aBaseThatAnnouncesAnIndexHasTheByteForNoIndex() {
    assertEquals("488b842408000000", hex(new Assembler().load(RAX, RSP, 8)));
    assertEquals("418b842408000000", hex(new Assembler().loadInt(RAX, R12, 8)));
    assertEquals("488dbd00000000", hex(new Assembler().address(RDI, RBP, 0)));
  }

  @Test
  void bytesOfTheLowHalfOfAnyRegisterCanBeStored() {
    assertEquals("4088b700000000", hex(new Assembler().storeByte(RDI, 0, RSI)));
    assertEquals(
        "40c682ffffffff20", hex(new Assembler().storeByte(Assembler.Register.RDX, -1, ' ')));
  }

  @Test
  void jumpsAndCallsReachLabelsBehindAndAhead() {
    Assembler code = new Assembler();
    code.label("behind").jump("ahead").jumpIf(BELOW, "behind").label("ahead").call("behind").ret();
    assertEquals("e906000000" + "0f82f5ffffff" + "e8f0ffffff" + "c3", hex(code));
  }

  @Test
  void theAddressOfALabelIsRelativeToTheNextInstruction() {
    Assembler code = new Assembler().address(RSI, "text").ret().label("text");
    assertEquals("488d3501000000" + "c3", hex(code));
  }

  @Test
  void aLabelMustBeThereOnce() {
    assertThrows(IllegalStateException.class, () -> new Assembler().jump("nowhere").assemble());
    assertThrows(IllegalStateException.class, () -> new Assembler().label("a").label("a"));
  }

  private static String hex(Assembler code) {
    return HexFormat.of().formatHex(code.assemble());
  }
}
