package org.albatross.core.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/protocol/wire.md, Names: what a path is. */
class PathTest {
  private static Path path(String text) {
    try {
      return Path.parse(text);
    } catch (InvalidNameException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"foo:bar", ":foo:bar", "foo:bar:", ":foo:bar:", "FOO:Bar"})
  void aPathIsItsLabelsRootFirstWithOrWithoutColonsAround(String text) throws Exception {
    assertEquals(new Path(List.of(Label.of("foo"), Label.of("bar"))), path(text));
  }

  @Test
  void theEmptyTextAndAColonAreTheRoot() {
    assertEquals(Path.ROOT, path(""));
    assertEquals(Path.ROOT, path(":"));
    assertTrue(path(":").isRoot());
    assertFalse(path("a").isRoot());
  }

  @ParameterizedTest
  @ValueSource(strings = {"::", "a::b", "a::", "::a", "-a", "a:-b", "a/b", "a:b c"})
  void aPathOfOtherThanLabelsIsAnError(String text) {
    assertThrows(InvalidNameException.class, () -> Path.parse(text));
  }

  @Test
  void theTextOfAPathEndsInAColonAndIsReadAgain() {
    assertEquals(":", Path.ROOT.toString());
    assertEquals("a:", path("a").toString());
    assertEquals("foo:bar:", path("foo:bar").toString());
    assertEquals(path("foo:bar"), path(path("foo:bar").toString()));
  }

  @Test
  void aPathsTextHasAtMost250BytesWithItsLastColon() {
    String five = ("a".repeat(49) + ":").repeat(5);
    assertEquals(five, path(five).toString());
    assertEquals(five, path(five.substring(0, 249)).toString());
    assertThrows(InvalidNameException.class, () -> Path.parse(five.substring(0, 249) + "a"));
  }

  @Test
  void fromRootListsAllPathsThatGovern() {
    assertEquals(List.of(Path.ROOT), Path.ROOT.fromRoot());
    assertEquals(
        List.of(Path.ROOT, path("a"), path("a:b"), path("a:b:c")), path("a:b:c").fromRoot());
  }

  @Test
  void aPathBeginsWithItselfAndAllAboveItByWholeLabels() {
    for (Path above : path("a:b:c").fromRoot()) {
      assertTrue(path("a:b:c").startsWith(above));
    }
    assertFalse(path("a:b").startsWith(path("a:b:c")));
    assertFalse(path("ab").startsWith(path("a")));
    assertFalse(path("a:b").startsWith(path("b")));
  }

  @Test
  void relativeToCutsThePrefixThatIsThere() {
    assertEquals(path("c"), path("a:b:c").relativeTo(path("a:b")));
    assertEquals(Path.ROOT, path("a:b").relativeTo(path("a:b")));
    assertThrows(IllegalArgumentException.class, () -> path("a:b").relativeTo(path("b")));
  }

  @Test
  void childAndParentAreInverse() throws Exception {
    assertEquals(path("a:b"), path("a").child(Label.of("b")));
    assertEquals(path("a"), path("a:b").parent());
    assertEquals(Path.ROOT, path("a").parent());
    assertThrows(IllegalStateException.class, Path.ROOT::parent);
  }

  @Test
  void aPathDoesNotFollowTheListItWasMadeOf() throws Exception {
    List<Label> labels = new java.util.ArrayList<>(List.of(Label.of("a")));
    Path path = new Path(labels);
    labels.add(Label.of("b"));
    assertEquals(path("a"), path);
  }
}
