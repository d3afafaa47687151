package org.albatross.core.wire.der;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * A SEQUENCE of named components, described by listing them in order: how each is encoded, how to
 * get it from a value, and at the end how to make a value of all.
 *
 * @param <R> the type that the sequence stands for
 */
public final class Sequence<R> extends Codec<R> {
  /** Lists the components and returns how to make a value of them. */
  public interface Description<R> {
    Function<Values, R> apply(Components<R> components);
  }

  private final int tag;
  private final List<Component<R, ?>> components;
  private final Function<Values, R> make;

  private Sequence(int tag, List<Component<R, ?>> components, Function<Values, R> make) {
    this.tag = tag;
    this.components = components;
    this.make = make;
  }

  public static <R> Sequence<R> of(Description<R> description) {
    Components<R> components = new Components<>();
    Function<Values, R> make = description.apply(components);
    return new Sequence<>(Tag.SEQUENCE, List.copyOf(components.list), make);
  }

  /** The same components, IMPLICIT below the context tag [number]. */
  public Sequence<R> implicit(int number) {
    return new Sequence<>(Tag.context(number), components, make);
  }

  @Override
  public boolean accepts(int other) {
    return other == tag;
  }

  @Override
  public R read(DerReader in) throws DecodeException {
    DerReader content = in.enter(tag);
    Object[] values = new Object[components.size()];
    for (int i = 0; i < values.length; i++) {
      Component<R, ?> component = components.get(i);
      try {
        values[i] = component.read(content);
      } catch (DecodeException e) {
        throw e.in(component.name);
      }
    }
    content.expectEnd();
    return make.apply(new Values(values));
  }

  @Override
  public void write(DerWriter out, R value) {
    int mark = out.size();
    for (int i = components.size() - 1; i >= 0; i--) {
      components.get(i).write(out, value);
    }
    out.header(tag, mark);
  }

  /** What was read, by component. */
  public static final class Values {
    private final Object[] values;

    private Values(Object[] values) {
      this.values = values;
    }

    @SuppressWarnings("unchecked") // the component of that index put it there
    public <T> T get(Component<?, T> component) {
      return (T) values[component.index];
    }
  }

  /** One component. */
  public static final class Component<R, T> {
    private final String name;
    private final int index;
    private final Codec<T> codec;
    private final Optional<T> ifAbsent;
    private final Function<R, Optional<T>> get;

    private Component(
        String name,
        int index,
        Codec<T> codec,
        Optional<T> ifAbsent,
        Function<R, Optional<T>> get) {
      this.name = name;
      this.index = index;
      this.codec = codec;
      this.ifAbsent = ifAbsent;
      this.get = get;
    }

    private T read(DerReader in) throws DecodeException {
      return ifAbsent.isPresent() && !codec.accepts(in.peekTag()) ? ifAbsent.get() : codec.read(in);
    }

    private void write(DerWriter out, R value) {
      get.apply(value).ifPresent(present -> codec.write(out, present));
    }
  }

  /** Collects the components of a description. */
  public static final class Components<R> {
    private final List<Component<R, ?>> list = new ArrayList<>();

    private <T> Component<R, T> add(
        String name, Codec<T> codec, Optional<T> ifAbsent, Function<R, Optional<T>> get) {
      Component<R, T> component = new Component<>(name, list.size(), codec, ifAbsent, get);
      list.add(component);
      return component;
    }

    public <T> Component<R, T> required(String name, Codec<T> codec, Function<R, T> get) {
      return add(name, codec, Optional.empty(), value -> Optional.of(get.apply(value)));
    }

    /** May be absent when read, and then means the default; is always written. */
    public <T> Component<R, T> defaulted(
        String name, Codec<T> codec, T absent, Function<R, T> get) {
      return add(name, codec, Optional.of(absent), value -> Optional.of(get.apply(value)));
    }

    public <T> Component<R, Optional<T>> optional(
        String name, Codec<T> codec, Function<R, Optional<T>> get) {
      Codec<Optional<T>> present = codec.map(Optional::of, Optional::orElseThrow);
      return add(
          name,
          present,
          Optional.of(Optional.empty()),
          value -> Optional.of(get.apply(value)).filter(Optional::isPresent));
    }

    public Component<R, OptionalLong> optionalLong(String name, Function<R, OptionalLong> get) {
      Codec<OptionalLong> present = Der.INTEGER.map(OptionalLong::of, OptionalLong::getAsLong);
      return add(
          name,
          present,
          Optional.of(OptionalLong.empty()),
          value -> Optional.of(get.apply(value)).filter(OptionalLong::isPresent));
    }

    /** A list that is left out when it is empty. */
    public <T> Component<R, List<T>> unlessEmpty(
        String name, Codec<List<T>> codec, Function<R, List<T>> get) {
      return add(
          name,
          codec,
          Optional.of(List.of()),
          value -> Optional.of(get.apply(value)).filter(list -> !list.isEmpty()));
    }

    /** A component of a shape that is only read. */
    public <T> Component<R, T> onlyRead(String name, Codec<T> codec) {
      return required(
          name,
          codec,
          value -> {
            throw new IllegalStateException("an old shape is never written");
          });
    }

    /** An optional component of a shape that is only read. */
    public <T> Component<R, Optional<T>> onlyReadOptional(String name, Codec<T> codec) {
      return optional(
          name,
          codec,
          value -> {
            throw new IllegalStateException("an old shape is never written");
          });
    }

    /** A component that an older shape lacks: never read nor written. */
    public <T> Component<R, T> lacking(String name, T value) {
      return add(name, Der.nothing(), Optional.of(value), unused -> Optional.empty());
    }
  }
}
