package org.albatross.core.model;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.albatross.core.model.message.UnikernelCommand;

/**
 * Messages of our own that the original does not know (docs/protocol/wire.md, Extensions). Who
 * wants to send one where it could not be said again in older words asks before, by {@link
 * UnikernelCommand.Features}.
 */
public enum Feature {
  /** A create whose image follows as frames. */
  CREATE_STREAMED("create-streamed"),
  /** A policy with the time from which it holds. */
  POLICY_ISSUED("policy-issued"),
  /** The state of unikernels. */
  INFO_STATE("info-state"),
  /** A new block device whose data follow, and data whose length is known. */
  BLOCK_STREAMED("block-streamed");

  private final String word;

  Feature(String word) {
    this.word = word;
  }

  /** The answer of a daemon that knows these. */
  public static String text(Set<Feature> features) {
    return String.join(" ", features.stream().map(each -> each.word).toList());
  }

  /** Reads such an answer; what it says of features that are not known here is passed over. */
  public static Set<Feature> parse(String text) {
    List<String> words = List.of(text.split(" ", -1));
    Set<Feature> features = EnumSet.noneOf(Feature.class);
    for (Feature feature : values()) {
      if (words.contains(feature.word)) {
        features.add(feature);
      }
    }
    return features;
  }
}
