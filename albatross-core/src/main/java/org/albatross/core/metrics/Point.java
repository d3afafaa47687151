package org.albatross.core.metrics;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What was measured at one time, as a time series database has it. Tags and fields keep their
 * order.
 *
 * @param fields at least one
 */
public record Point(String measurement, Map<String, String> tags, Map<String, Value> fields) {
  public Point {
    tags = new LinkedHashMap<>(tags);
    fields = new LinkedHashMap<>(fields);
    if (fields.isEmpty()) {
      throw new IllegalArgumentException("a point of " + measurement + " without fields");
    }
  }

  /** A field's value. */
  public sealed interface Value {}

  /** A whole number; a counter over 63 bits is an unsigned one that came this far. */
  public record Whole(long value) implements Value {}

  /** A number in millionths, such as a time in microseconds. */
  public record Millionths(long value) implements Value {}

  /** Begins a point. */
  public static Builder of(String measurement) {
    return new Builder(measurement);
  }

  /** Puts a point together. */
  public static final class Builder {
    private final String measurement;
    private final Map<String, String> tags = new LinkedHashMap<>();
    private final Map<String, Value> fields = new LinkedHashMap<>();

    private Builder(String measurement) {
      this.measurement = measurement;
    }

    public Builder tag(String key, String value) {
      tags.put(key, value);
      return this;
    }

    public Builder field(String key, long value) {
      fields.put(key, new Whole(value));
      return this;
    }

    public Builder field(String key, Value value) {
      fields.put(key, value);
      return this;
    }

    public Point build() {
      return new Point(measurement, tags, fields);
    }
  }
}
