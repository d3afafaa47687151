package org.albatross.core.wire.der;

import java.util.Optional;
import java.util.function.Supplier;

/**
 * A part of the grammar that is put together when it is first used. A short-lived program uses
 * little of it, and putting all together takes it longer than everything else that it does.
 */
public final class Lazy<T> extends Codec<T> {
  private final Supplier<Codec<T>> supplier;

  /** Written by any thread with an equal value, so it does not matter which one stays. */
  private volatile Optional<Codec<T>> codec = Optional.empty();

  private Lazy(Supplier<Codec<T>> supplier) {
    this.supplier = supplier;
  }

  public static <T> Codec<T> of(Supplier<Codec<T>> supplier) {
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
  public boolean accepts(int tag) {
    return get().accepts(tag);
  }

  @Override
  public T read(DerReader in) throws DecodeException {
    return get().read(in);
  }

  @Override
  public void write(DerWriter out, T value) {
    get().write(out, value);
  }
}
