package org.albatross.core.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.albatross.core.model.AlbatrossException;

/**
 * An object of named fields, in any order when read. A field that is not known is an error: it may
 * be a misspelling of one that is, or mean something to a newer version.
 *
 * @param <R> the type that the object stands for
 */
final class JsonObject<R> extends Json<R> {
  /** Lists the fields and returns how to make a value of them. */
  interface Description<R> {
    Reading<Values, R> apply(Fields<R> fields);
  }

  private final List<Field<R, ?>> fields;
  private final Map<String, Field<R, ?>> byName = new HashMap<>();
  private final Reading<Values, R> make;

  private JsonObject(List<Field<R, ?>> fields, Reading<Values, R> make) {
    this.fields = List.copyOf(fields);
    this.make = make;
    fields.forEach(field -> byName.put(field.name, field));
  }

  static <R> JsonObject<R> of(Description<R> description) {
    Fields<R> fields = new Fields<>();
    Reading<Values, R> make = description.apply(fields);
    return new JsonObject<>(fields.list, make);
  }

  @Override
  R read(JsonParser in) throws IOException, StoreException {
    expect(in, JsonToken.START_OBJECT, "an object");
    Map<Field<R, ?>, Object> found = new HashMap<>();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      Field<R, ?> field = byName.get(in.currentName());
      if (field == null) {
        throw new StoreException("there is no field " + in.currentName());
      }
      in.nextToken();
      try {
        if (found.put(field, field.json.read(in)) != null) {
          throw new StoreException("stands there twice");
        }
      } catch (StoreException e) {
        throw e.in(field.name);
      }
    }
    return make(found);
  }

  private R make(Map<Field<R, ?>, Object> found) throws StoreException {
    for (Field<R, ?> field : fields) {
      if (!found.containsKey(field)) {
        if (field.ifAbsent.isEmpty()) {
          throw new StoreException("the field " + field.name + " is missing");
        }
        found.put(field, field.ifAbsent.get());
      }
    }
    try {
      return make.apply(new Values(found));
    } catch (StoreException e) {
      throw e;
    } catch (AlbatrossException e) {
      throw new StoreException(e.getMessage(), e);
    }
  }

  @Override
  void write(JsonGenerator out, R value) throws IOException {
    out.writeStartObject();
    for (Field<R, ?> field : fields) {
      field.write(out, value);
    }
    out.writeEndObject();
  }

  /** What was read, by field. */
  static final class Values {
    private final Map<? extends Field<?, ?>, Object> values;

    private Values(Map<? extends Field<?, ?>, Object> values) {
      this.values = values;
    }

    @SuppressWarnings("unchecked") // the field itself put it there
    public <T> T get(Field<?, T> field) {
      return (T) values.get(field);
    }
  }

  /** One field. */
  static final class Field<R, T> {
    private final String name;
    private final Json<T> json;
    private final Optional<T> ifAbsent;
    private final Function<R, Optional<T>> get;

    private Field(String name, Json<T> json, Optional<T> ifAbsent, Function<R, Optional<T>> get) {
      this.name = name;
      this.json = json;
      this.ifAbsent = ifAbsent;
      this.get = get;
    }

    private void write(JsonGenerator out, R value) throws IOException {
      Optional<T> present = get.apply(value);
      if (present.isPresent()) {
        out.writeFieldName(name);
        json.write(out, present.get());
      }
    }
  }

  /** Collects the fields of a description. */
  static final class Fields<R> {
    private final List<Field<R, ?>> list = new ArrayList<>();

    private <T> Field<R, T> add(Field<R, T> field) {
      list.add(field);
      return field;
    }

    <T> Field<R, T> required(String name, Json<T> json, Function<R, T> get) {
      return add(new Field<>(name, json, Optional.empty(), value -> Optional.of(get.apply(value))));
    }

    <T> Field<R, Optional<T>> optional(String name, Json<T> json, Function<R, Optional<T>> get) {
      return add(
          new Field<>(
              name,
              json.map(Optional::of, Optional::orElseThrow),
              Optional.of(Optional.empty()),
              value -> Optional.of(get.apply(value)).filter(Optional::isPresent)));
    }

    Field<R, OptionalLong> optionalLong(String name, Function<R, OptionalLong> get) {
      return add(
          new Field<>(
              name,
              Json.NUMBER.map(OptionalLong::of, OptionalLong::getAsLong),
              Optional.of(OptionalLong.empty()),
              value -> Optional.of(get.apply(value)).filter(OptionalLong::isPresent)));
    }

    /** A list that is left out when it is empty. */
    <T> Field<R, List<T>> unlessEmpty(String name, Json<T> json, Function<R, List<T>> get) {
      return add(
          new Field<>(
              name,
              json.list(),
              Optional.of(List.of()),
              value -> Optional.of(get.apply(value)).filter(all -> !all.isEmpty())));
    }
  }
}
