package org.albatross.core.wire;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A part of the grammar that is put together when it is first used. A short-lived program uses
 * little of it, and putting all together takes it longer than everything else that it does.
 */
final class Lazy<T> extends Codec<T> {
  private final Supplier<Codec<T>> supplier;

  /** Written by any thread with an equal value, so it does not matter which one stays. */
  private volatile Optional<Codec<T>> codec = Optional.empty();

  private Lazy(Supplier<Codec<T>> supplier) {
    this.supplier = supplier;
  }

  static <T> Codec<T> of(Supplier<Codec<T>> supplier) {
    return new Lazy<>(supplier);
  }

  private Codec<T> get() {
    Optional<Codec<T>> known = codec;
    if (known.isEmpty()) {
      known = Optional.of(supplier.get());
      codec = known;
    }
    return known.get();
  }

  @Override
  boolean accepts(int tag) {
    return get().accepts(tag);
  }

  @Override
  T read(DerReader in) throws DecodeException {
    return get().read(in);
  }

  @Override
  void write(DerWriter out, T value) {
    get().write(out, value);
  }
}
