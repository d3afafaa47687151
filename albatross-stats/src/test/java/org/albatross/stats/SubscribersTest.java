package org.albatross.stats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.junit.jupiter.api.Test;

class SubscribersTest {
  private final Subscribers<String> subscribers = new Subscribers<>(1);

  private Optional<String> add(String name, String who) throws Exception {
    return subscribers.add(Name.parse(name), who);
  }

  private List<String> listeners(String unikernel) throws Exception {
    return subscribers.of(Name.parse(unikernel)).stream()
        .map(Subscribers.Subscriber::connection)
        .toList();
  }

  @Test
  void aUnikernelIsHeardOnItsNameAndOnEveryPathAboveIt() throws Exception {
    add(":", "root");
    add("a:", "a");
    add("a:b:", "a:b");
    add("a:b", "b below a");
    add("a:b:c", "c");
    assertEquals(List.of("root", "a", "a:b", "c"), listeners("a:b:c"));
    assertEquals(List.of("root", "a", "b below a"), listeners("a:b"));
    assertEquals(List.of("root"), listeners("ab:c"));
  }

  @Test
  void aNewListenerTakesThePlaceOfTheOldOneOfItsName() throws Exception {
    String first = new String("same");
    assertEquals(Optional.empty(), add("a:", first));
    assertEquals(Optional.empty(), add("a:", first), "one that asks twice is not thrown out");
    String second = new String("same");
    assertEquals(Optional.of(first), add("a:", second));
    subscribers.remove(first);
    assertEquals(1, listeners("a:x").size(), "the end of the old one is not the new one's");
    subscribers.remove(second);
    assertTrue(subscribers.isEmpty());
  }

  @Test
  void severalMayListenToOneNameWhereThatIsAllowed() throws Exception {
    Subscribers<String> two = new Subscribers<>(2);
    Name name = Name.parse("a:");
    assertEquals(Optional.empty(), two.add(name, "one"));
    assertEquals(Optional.empty(), two.add(name, "two"));
    assertEquals(Optional.of("one"), two.add(name, "three"));
    assertEquals(
        List.of("two", "three"),
        two.of(Name.parse("a:x")).stream().map(Subscribers.Subscriber::connection).toList());
    two.remove("two");
    two.remove("three");
    assertTrue(two.isEmpty());
  }

  @Test
  void thereIsAMost() throws Exception {
    for (int i = 0; i < Subscribers.MAX_SUBSCRIBERS; i++) {
      add("n" + i, "one");
    }
    assertThrows(AlbatrossException.class, () -> add("more", "one"));
    assertEquals(Optional.of("one"), add("n0", "two"));
  }
}
