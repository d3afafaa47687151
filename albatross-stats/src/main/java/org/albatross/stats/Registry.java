package org.albatross.stats;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.StatsCommand;

/**
 * Which unikernels are watched. Peers name processes and taps freely, so all of it is bounded.
 * Owned by one thread.
 */
final class Registry {
  static final int MAX_UNIKERNELS = 16_384;

  /** More devices than a Solo5 manifest can have. */
  static final int MAX_TAPS = 256;

  private static final int MAX_NET = 250;

  /** The longest name of an interface, on Linux and FreeBSD. */
  private static final int MAX_TAP = 15;

  private static final int MAX_DEVICE = 250;

  private final Map<Name, Watched> unikernels = new HashMap<>();

  /** A unikernel and the process that is it. */
  record Entry(Name name, Watched watched) {}

  /** Whether this may be watched; the exception says what is wrong with it. */
  static void check(Name name, StatsCommand.Add add) throws AlbatrossException {
    if (name.label().isEmpty()) {
      throw new AlbatrossException(
          "the name of a unikernel is needed, %s is a path".formatted(name));
    }
    if (add.pid() < 1 || add.pid() > Integer.MAX_VALUE) {
      throw new AlbatrossException(
          "a process id is a number from 1 to %s, not %s".formatted(Integer.MAX_VALUE, add.pid()));
    }
    if (add.vmmDevice().length() > MAX_DEVICE) {
      throw new AlbatrossException("the name of the VMM device is too long");
    }
    if (add.taps().size() > MAX_TAPS) {
      throw new AlbatrossException(
          "a unikernel has at most %s taps, not %s".formatted(MAX_TAPS, add.taps().size()));
    }
    for (StatsCommand.Tap tap : add.taps()) {
      if (tap.tap().isEmpty() || tap.tap().length() > MAX_TAP || tap.net().length() > MAX_NET) {
        throw new AlbatrossException(
            "%s is no name of an interface".formatted(Text.quote(tap.tap())));
      }
    }
  }

  /**
   * Watches a process under a name that was checked, in place of another one of that name.
   *
   * @throws AlbatrossException if too many are watched already
   */
  void add(Name name, Watched watched) throws AlbatrossException {
    if (unikernels.size() >= MAX_UNIKERNELS && !unikernels.containsKey(name)) {
      throw new AlbatrossException("%s unikernels are watched already".formatted(MAX_UNIKERNELS));
    }
    unikernels.put(name, watched);
  }

  /** Watches this name no longer; whether it did. */
  boolean remove(Name name) {
    return unikernels.remove(name) != null;
  }

  /** Watches this process no longer; nothing happens if the name has another one by now. */
  void remove(Entry entry) {
    unikernels.remove(entry.name(), entry.watched());
  }

  /** Forgets what albatrossd told of: it tells all of it again. */
  void forgetLinked() {
    unikernels.values().removeIf(Watched::linked);
  }

  Optional<Watched> find(Name name) {
    return Optional.ofNullable(unikernels.get(name));
  }

  /** All of this moment. */
  List<Entry> entries() {
    return unikernels.entrySet().stream()
        .map(each -> new Entry(each.getKey(), each.getValue()))
        .toList();
  }
}
