package org.albatross.client.output;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.Text;

/** Names and lists of things as people read them, and may type them again. */
public final class Names {
  private Names() {}

  /**
   * The full name of what a reply names: relative to a path that was asked about, but full where
   * one full name was asked about (docs/protocol/daemons.md, Policies).
   */
  static Name resolve(Name asked, Name answered) {
    if (asked.label().isPresent() || asked.path().isRoot()) {
      return answered;
    }
    return below(asked.path(), answered);
  }

  /** The full name of one that is relative to a path. */
  public static Name below(Path path, Name relative) {
    List<Label> labels = new ArrayList<>(path.labels());
    labels.addAll(relative.path().labels());
    return new Name(new Path(labels), relative.label());
  }

  static String join(Collection<?> values) {
    if (values.isEmpty()) {
      return "-";
    }
    StringBuilder out = new StringBuilder();
    for (Object value : values) {
      out.append(out.length() == 0 ? "" : ",").append(Text.escape(value.toString()));
    }
    return out.toString();
  }
}
