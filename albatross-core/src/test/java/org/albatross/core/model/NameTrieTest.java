package org.albatross.core.model;

import static org.albatross.core.model.Names.name;
import static org.albatross.core.model.Names.path;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.testkit.Property;
import org.junit.jupiter.api.Test;

class NameTrieTest {
  private static NameTrie<Integer> of(String... names) {
    NameTrie<Integer> trie = NameTrie.empty();
    for (String each : names) {
      trie = trie.with(name(each), trie.size());
    }
    return trie;
  }

  private static List<String> texts(List<Named<Integer>> entries) {
    return entries.stream().map(entry -> entry.name().text()).toList();
  }

  @Test
  void itAnswersAsAPlainMapWould() {
    Property.holds(
        200,
        random -> {
          NameTrie<Integer> trie = NameTrie.empty();
          Map<Name, Integer> model = new HashMap<>();
          for (int step = 0; step < 60; step++) {
            Name name = Names.any(random);
            if (random.oneIn(3)) {
              trie = trie.without(name);
              model.remove(name);
            } else {
              trie = trie.with(name, step);
              model.put(name, step);
            }
            Name other = Names.any(random);
            assertEquals(Optional.ofNullable(model.get(other)), trie.get(other));
            assertEquals(model.size(), trie.size());
            assertEquals(model.isEmpty(), trie.isEmpty());
            checkBelow(trie, model, other.path());
          }
        });
  }

  private static void checkBelow(NameTrie<Integer> trie, Map<Name, Integer> model, Path path) {
    Map<Name, Integer> expected = new HashMap<>(model);
    expected.keySet().removeIf(name -> !name.isBelow(path));
    List<Named<Integer>> found = trie.below(path);
    Map<Name, Integer> asMap = new HashMap<>();
    found.forEach(entry -> asMap.put(entry.name(), entry.value()));
    assertEquals(expected, asMap);
    assertEquals(expected.size(), found.size());
  }

  @Test
  void whatItHoldsDoesNotDependOnHowItCameAbout() {
    Property.holds(
        200,
        random -> {
          List<Name> names = random.list(12, Names::any);
          NameTrie<Boolean> forwards = NameTrie.empty();
          NameTrie<Boolean> backwards = NameTrie.<Boolean>empty().with(name("gone:with:it"), true);
          for (int i = 0; i < names.size(); i++) {
            forwards = forwards.with(names.get(i), true);
            backwards = backwards.with(names.get(names.size() - 1 - i), true);
          }
          backwards = backwards.without(name("gone:with:it"));
          assertEquals(forwards, backwards);
          assertEquals(forwards.hashCode(), backwards.hashCode());
          assertEquals(forwards.entries(), backwards.entries());
        });
  }

  @Test
  void aChangeLeavesTheOldOneAsItWas() {
    Property.holds(
        200,
        random -> {
          List<NameTrie<Integer>> versions = new ArrayList<>(List.of(NameTrie.empty()));
          List<List<Named<Integer>>> contents = new ArrayList<>(List.of(List.of()));
          for (int step = 0; step < 30; step++) {
            NameTrie<Integer> last = versions.get(step);
            Name name = Names.any(random);
            NameTrie<Integer> next = random.oneIn(3) ? last.without(name) : last.with(name, step);
            versions.add(next);
            contents.add(next.entries());
          }
          for (int i = 0; i < versions.size(); i++) {
            assertEquals(contents.get(i), versions.get(i).entries());
          }
        });
  }

  @Test
  void entriesComeByLabelAPathBeforeTheNameBeforeWhatIsBelow() {
    assertEquals(
        List.of(":", "a:", ":a", "a:b:", "a:b", "a:b:c", "a:c", "a.b:", "b:"),
        texts(of("b:", "a.b:", "a:c", "a:b:c", "a:b", "a:b:", ":a", "a:", ":").entries()));
  }

  @Test
  void belowAPathIsThePathButNotTheNameOfTheSameLabels() {
    NameTrie<Integer> trie = of(":a", "a:", "a:b", "a:b:c", "ab:c", ":b");
    assertEquals(List.of("a:", "a:b", "a:b:c"), texts(trie.below(path("a"))));
    assertEquals(List.of("a:b:c"), texts(trie.below(path("a:b"))));
    assertEquals(List.of(), texts(trie.below(path("a:b:c"))));
    assertEquals(List.of(), texts(trie.below(path("x"))));
  }

  @Test
  void aPathAndANameOfTheSameLabelsAreDifferentKeys() {
    NameTrie<Integer> trie = of("a:b:", "a:b");
    assertEquals(Optional.of(0), trie.get(name("a:b:")));
    assertEquals(Optional.of(0), trie.get(path("a:b")));
    assertEquals(Optional.of(1), trie.get(name("a:b")));
    assertEquals(Optional.empty(), trie.without(name("a:b")).get(name("a:b")));
    assertEquals(Optional.of(0), trie.without(name("a:b")).get(name("a:b:")));
    assertNotEquals(of("a:b:"), of("a:b"));
  }

  @Test
  void withoutANameThatIsNotThereIsTheSame() {
    NameTrie<Integer> trie = of("a:b");
    assertSame(trie, trie.without(name("a:c")));
    assertSame(trie, trie.without(name("a:b:")));
    assertSame(trie, trie.without(name("a:b:c")));
  }

  @Test
  void nothingIsLeftOfARemovedName() {
    assertEquals(NameTrie.<Integer>empty(), of("a:b:c:d").without(name("a:b:c:d")));
    assertTrue(of("a:b:c:d").without(name("a:b:c:d")).isEmpty());
  }

  @Test
  void mappingKeepsTheNamesAndChangesTheValues() throws InvalidNameException {
    NameTrie<String> texts =
        NameTrie.<String>empty()
            .with(Name.ROOT, "root")
            .with(Name.parse("a:"), "path")
            .with(Name.parse(":a"), "name")
            .with(Name.parse("a:b"), "deep");
    NameTrie<Integer> lengths = texts.map(String::length);
    assertEquals(
        List.of(
            new Named<>(Name.ROOT, 4),
            new Named<>(Name.parse("a:"), 4),
            new Named<>(Name.parse(":a"), 4),
            new Named<>(Name.parse("a:b"), 4)),
        lengths.entries());
    assertEquals("deep", texts.get(Name.parse("a:b")).orElseThrow());
  }
}
