package org.albatross.core.wire.der;

import java.util.List;
import java.util.function.Predicate;

/**
 * A CHOICE. Alternatives are told apart by their tag when reading and by the value when writing;
 * old shapes are only read.
 */
public final class Choice<T> extends Codec<T> {
  private final List<Alternative<T, ?>> alternatives;

  private Choice(List<Alternative<T, ?>> alternatives) {
    this.alternatives = alternatives;
  }

  @SafeVarargs
  public static <T> Choice<T> of(Alternative<T, ?>... alternatives) {
    return new Choice<>(List.of(alternatives));
  }

  /** One alternative: its encoding, and which values are written so. */
  public record Alternative<T, S extends T>(
      String name, Class<S> type, Predicate<? super S> writes, Codec<S> codec) {
    private boolean write(DerWriter out, T value) {
      if (!type.isInstance(value) || !writes.test(type.cast(value))) {
        return false;
      }
      codec.write(out, type.cast(value));
      return true;
    }

    private T read(DerReader in) throws DecodeException {
      try {
        return codec.read(in);
      } catch (DecodeException e) {
        throw e.in(name);
      }
    }
  }

  public static <T, S extends T> Alternative<T, S> alternative(
      String name, int tag, Class<S> type, Codec<S> codec) {
    return alternative(name, tag, type, any -> true, codec);
  }

  public static <T, S extends T> Alternative<T, S> alternative(
      String name, int tag, Class<S> type, Predicate<? super S> writes, Codec<S> codec) {
    return new Alternative<>(name, type, writes, codec.tagged(tag));
  }

  /**
   * An alternative without content, for a type that has one value only. (Comparing records would
   * set up their equality at run time, which a short-lived program feels.)
   */
  public static <T, S extends T> Alternative<T, S> constant(
      String name, int tag, Class<S> type, S only) {
    return alternative(name, tag, type, any -> true, Der.constant(only));
  }

  /** An alternative without content, for one of several values of a type. */
  public static <T, S extends T> Alternative<T, S> constant(
      String name, int tag, Class<S> type, Predicate<? super S> writes, S value) {
    return alternative(name, tag, type, writes, Der.constant(value));
  }

  /** An old shape: read as a value of today, never written. */
  public static <T, S extends T> Alternative<T, S> old(
      String name, int tag, Class<S> type, Codec<S> codec) {
    return alternative(name, tag, type, any -> false, codec);
  }

  /** An alternative that was given up: an error that says so. */
  public static <T> Alternative<T, T> dropped(String name, int tag, Class<T> type) {
    Codec<T> refusing =
        Der.NULL.map(
            nothing -> {
              throw new DecodeException("dropped from the protocol, and not supported");
            },
            value -> {
              throw new IllegalStateException(name + " is never written");
            });
    return old(name, tag, type, refusing);
  }

  @Override
  public boolean accepts(int tag) {
    for (Alternative<T, ?> alternative : alternatives) {
      if (alternative.codec.accepts(tag)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public T read(DerReader in) throws DecodeException {
    int tag = in.peekTag();
    for (Alternative<T, ?> alternative : alternatives) {
      if (alternative.codec.accepts(tag)) {
        return alternative.read(in);
      }
    }
    throw in.error(tag < 0 ? "unexpected end" : "unknown alternative " + Tag.describe(tag));
  }

  @Override
  public void write(DerWriter out, T value) {
    for (Alternative<T, ?> alternative : alternatives) {
      if (alternative.write(out, value)) {
        return;
      }
    }
    throw new IllegalArgumentException("no alternative for " + value.getClass().getSimpleName());
  }
}
