package org.albatross.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Locale;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol/wire.md, Names: what a label is. */
class LabelTest {
  private static final String ALPHABET =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.";

  private static String refusal(String text) {
    return assertThrows(InvalidNameException.class, () -> Label.of(text)).getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "z", "0", "9", ".", "..", "a-", "a--b", "x.y", "9lives", "...-"})
  void aLabelHasLettersDigitsDashesAndDots(String text) throws Exception {
    assertEquals(text, Label.of(text).text());
  }

  @Test
  void aLabelMustNotBeEmpty() {
    assertEquals("invalid label \"\": a label must not be empty", refusal(""));
  }

  @Test
  void aLabelMustNotBeginWithADash() {
    assertEquals("invalid label \"-a\": a label must not begin with '-'", refusal("-a"));
    assertTrue(refusal("-").contains("must not begin with '-'"));
  }

  @Test
  void aLabelHasAtMost63Characters() throws Exception {
    assertEquals(63, Label.of("x".repeat(63)).text().length());
    assertTrue(refusal("x".repeat(64)).endsWith("at most 63 characters, this one has 64"));
  }

  @Test
  void upperCaseIsFolded() throws Exception {
    assertEquals("hello-world.9", Label.of("Hello-WORLD.9").text());
    assertEquals(Label.of("abc"), Label.of("ABC"));
    assertEquals(Label.of("abc").hashCode(), Label.of("aBc").hashCode());
  }

  @Test
  void foldingDoesNotFollowTheUsersLanguage() throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr"));
    try {
      assertEquals("title", Label.of("TITLE").text());
    } finally {
      Locale.setDefault(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "_", "a_b", "a b", " a", "a/b", "/", "a\\b", "a:b", ":", "a\0", "a\n", "é", "ß", "ａ", "١",
        "İ", "\u212a", "a\u202e", "\udc80", "a@b", "a+b", "~", "*", "[", "`", "{"
      })
  void nothingElseIsAllowed(String text) {
    assertTrue(refusal(text).endsWith("only letters, digits, '-' and '.' are allowed"));
  }

  @Test
  void aRefusalShowsOddCharactersEscaped() {
    assertEquals(
        "invalid label \"a\\x1b[2J\": only letters, digits, '-' and '.' are allowed",
        refusal("a\u001b[2J"));
  }

  @Test
  void aLabelMadeInsideTheProgramIsFoldedAlready() {
    assertThrows(IllegalArgumentException.class, () -> new Label("Abc"));
    assertThrows(IllegalArgumentException.class, () -> new Label("a/b"));
  }

  @Test
  void whatIsAcceptedIsExactlyWhatTheProtocolSays() {
    Property.holds(
        2000,
        random -> {
          String text = random.oneIn(2) ? random.string(ALPHABET, 0, 66) : random.unicode(5);
          boolean expected = text.matches("[a-zA-Z0-9.][a-zA-Z0-9.-]{0,62}");
          if (expected) {
            assertEquals(text.toLowerCase(Locale.ROOT), Label.of(text).text());
          } else {
            assertFalse(refusal(text).isEmpty());
          }
        });
  }

  @Test
  void labelsAreOrderedByTheirCharacters() throws Exception {
    assertTrue(Label.of("a").compareTo(Label.of("b")) < 0);
    assertTrue(Label.of("a").compareTo(Label.of("aa")) < 0);
    assertTrue(Label.of("a.b").compareTo(Label.of("a0")) < 0);
    assertEquals(0, Label.of("A").compareTo(Label.of("a")));
  }
}
