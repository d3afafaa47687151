package org.albatross.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol/wire.md, Names: what a name is. */
class NameTest {
  private static String refusal(String text) {
    return assertThrows(InvalidNameException.class, () -> Name.parse(text)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    ":, :",
    "hello, :hello",
    ":hello, :hello",
    "foo:bar:, foo:bar:",
    ":foo:bar:, foo:bar:",
    "foo:hello, foo:hello",
    ":foo:hello, foo:hello",
    "Foo:HELLO, foo:hello",
    "a:, a:",
    ":a:, a:",
    "., :.",
    ".., :..",
    "..:., ..:.",
    "a.b:c-.d, a.b:c-.d"
  })
  void aNameIsAPathAColonAndALastLabel(String text, String written) throws Exception {
    assertEquals(written, Name.parse(text).text());
  }

  @ParameterizedTest
  @CsvSource({
    ":, :",
    ":hello, hello",
    "foo:bar:, foo:bar:",
    "foo:hello, foo:hello",
    "a:, a:",
    ":.., .."
  })
  void aPersonReadsTheShortestTextThatIsReadAsTheName(String text, String shown) throws Exception {
    assertEquals(shown, Name.parse(text).toString());
    assertEquals(Name.parse(text), Name.parse(shown));
  }

  @Test
  void aTextThatEndsInAColonHasNoLastLabel() throws Exception {
    Name name = Name.parse("foo:bar:");
    assertEquals(Path.parse("foo:bar"), name.path());
    assertEquals(Optional.empty(), name.label());
    assertEquals(Name.ROOT, Name.parse(":"));
  }

  @Test
  void aNameOnAPathAndThePathOfThatNameDiffer() throws Exception {
    assertNotEquals(Name.parse("a:b"), Name.parse("a:b:"));
    assertEquals(Name.of(Path.parse("a"), Label.of("b")), Name.parse("a:b"));
    assertEquals(Name.of(Path.parse("a:b")), Name.parse("a:b:"));
  }

  @Test
  void theEmptyTextIsAnError() {
    assertEquals("invalid name \"\": a name must not be empty", refusal(""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "::", ":::", "a::", "a::b", "::a", "-a", "a:-b", "a:-:b", "a/b", "/", "../a", "a\\b", "a b",
        "a:b ", "\t", "a\0", "a\0:b", "a_b", "é", "a;b", "\udc80", "a\nb", "a=b", "%2e"
      })
  void aNameOfOtherThanLabelsIsAnError(String text) {
    assertTrue(refusal(text).startsWith("invalid name " + Text.quote(text) + ": invalid label "));
  }

  @Test
  void anErrorNamesTheWholeNameAndTheLabelThatIsWrong() {
    assertEquals(
        "invalid name \"foo:-x:bar\": invalid label \"-x\": a label must not begin with '-'",
        refusal("foo:-x:bar"));
  }

  @Test
  void aNamesTextHasAtMost250Bytes() throws Exception {
    String path = ("a".repeat(49) + ":").repeat(4); // 200 bytes
    assertEquals(250, Name.parse(path + "b".repeat(50)).text().length());
    assertTrue(refusal(path + "b".repeat(51)).endsWith("at most 250 bytes, this one has 251"));
    assertTrue(refusal("x:".repeat(1 << 20)).endsWith("this one has 2097152"));
  }

  @Test
  void anErrorAboutALongTextIsShort() {
    assertTrue(refusal("x:".repeat(1 << 20)).length() < 250);
  }

  @Test
  void aNamesTextIsNoDirectoryAndHasNoSlash() {
    Property.holds(
        2000,
        random -> {
          String text = random.string("ab.:-/A\0", 1, 12);
          try {
            String written = Name.parse(text).text();
            assertTrue(written.matches("[a-z0-9.:-]+") && written.contains(":"), written);
          } catch (InvalidNameException e) {
            assertFalse(text.matches("[a-zA-Z.]+"), "refused though it is a label: " + text);
          }
        });
  }

  @Test
  void aNameIsReadAgainFromItsText() {
    Property.holds(
        2000,
        random -> {
          Name name = Names.any(random);
          assertEquals(name, Name.parse(name.text()));
        });
  }

  @Test
  void relativeNamesHaveNoPrefix() throws Exception {
    assertEquals(":disk", Name.parse("a:disk").relativeTo(Path.parse("a")).text());
    assertEquals("b:disk", Name.parse("a:b:disk").relativeTo(Path.parse("a")).text());
    assertEquals("a:disk", Name.parse("a:disk").relativeTo(Path.ROOT).text());
    assertEquals(":", Name.parse("a:").relativeTo(Path.parse("a")).text());
  }

  @Test
  void aNameIsBelowThePathsThatItBeginsWith() throws Exception {
    assertTrue(Name.parse("a:b:c").isBelow(Path.parse("a:b")));
    assertTrue(Name.parse("a:b:").isBelow(Path.parse("a:b")));
    assertTrue(Name.parse("a").isBelow(Path.ROOT));
    assertFalse(Name.parse("a:b").isBelow(Path.parse("a:b")));
    assertFalse(Name.parse("ab:c").isBelow(Path.parse("a")));
  }
}
