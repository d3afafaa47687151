package org.albatross.client.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.Text;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Long options may be cut short as far as it stays clear which is meant, as in the original, or in
 * each of their words. Not by picocli: for that what the original understands must not become
 * unclear by options of ours, and it takes a dash alone for all of them.
 */
final class Abbreviations {
  /** What the original's help may be written in; ours is plain in all of them. */
  private static final Set<String> HELP_FORMATS = Set.of("auto", "pager", "groff", "plain");

  private final Map<String, OptionSpec> options;
  private final Set<String> added;

  /**
   * @param options by all of their names
   * @param added names that give way, as the original does not have them
   */
  Abbreviations(Map<String, OptionSpec> options, Set<String> added) {
    this.options = options;
    this.added = added;
  }

  /** The line with all long options written out. */
  List<String> expand(List<String> line) throws ClientException {
    List<String> whole = new ArrayList<>();
    boolean value = false;
    boolean end = false;
    for (String word : line) {
      if (value || end || !word.startsWith("-")) {
        value = false;
        whole.add(word);
      } else {
        end = word.equals("--");
        String written = word.startsWith("--") && !end ? expand(word) : word;
        value = wantsValue(written);
        whole.add(written);
      }
    }
    return whole;
  }

  private String expand(String word) throws ClientException {
    int equals = word.indexOf('=');
    String start = equals < 0 ? word : word.substring(0, equals);
    String name = find(start);
    String value = equals < 0 ? "" : word.substring(equals);
    boolean format = name.equals(Syntax.HELP) && !value.isEmpty();
    return format && HELP_FORMATS.contains(value.substring(1)) ? name : name + value;
  }

  /** The name that a word begins, or the word itself if there is none. */
  private String find(String start) throws ClientException {
    if (options.containsKey(start)) {
      return start;
    }
    List<String> names = beginning(name -> name.startsWith(start));
    names = names.isEmpty() ? beginning(name -> isShortInEachWord(start, name)) : names;
    List<String> original = names.stream().filter(name -> !added.contains(name)).toList();
    List<String> meant = original.isEmpty() ? names : original;
    if (meant.stream().map(options::get).distinct().count() > 1) {
      throw ClientException.usage(
          Text.quote(start) + " may be " + meant.stream().collect(Collectors.joining(" or ")));
    }
    return meant.isEmpty() ? start : meant.get(0);
  }

  private List<String> beginning(Predicate<String> test) {
    return options.keySet().stream().filter(test).sorted().toList();
  }

  /** As {@code --m-s} for {@code --max-size}, which the original does not know. */
  private static boolean isShortInEachWord(String start, String name) {
    String[] words = name.split("-", -1);
    String[] given = start.split("-", -1);
    boolean fits = given.length <= words.length;
    for (int i = 0; fits && i < given.length; i++) {
      fits = words[i].startsWith(given[i]) && (i < 2 || !given[i].isEmpty());
    }
    return fits;
  }

  /** Whether the next word is the value of an option, and thus none itself. */
  private boolean wantsValue(String word) {
    if (word.startsWith("--")) {
      return takesValue(word);
    }
    for (int at = 1; at < word.length(); at++) {
      if (takesValue("-" + word.charAt(at))) {
        return at == word.length() - 1;
      }
    }
    return false;
  }

  private boolean takesValue(String name) {
    OptionSpec option = options.get(name);
    return option != null && option.arity().min() > 0;
  }
}
