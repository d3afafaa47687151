package org.albatross.core.wire.der;

import java.util.List;
import java.util.function.Function;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Bytes;

/**
 * The description of a type of the grammar: it reads and it writes. Immutable; put together from
 * the primitives of {@link Der}, {@link Sequence} and {@link Choice}.
 */
public abstract class Codec<T> {
  /** Whether a value of this type may begin with the tag. */
  public abstract boolean accepts(int tag);

  public abstract T read(DerReader in) throws DecodeException;

  public abstract void write(DerWriter out, T value);

  /** Reads a value that fills the bytes. */
  public final T decode(byte[] bytes) throws DecodeException {
    DerReader in = new DerReader(bytes);
    T value = read(in);
    in.expectEnd();
    return value;
  }

  public final byte[] encode(T value) {
    DerWriter out = new DerWriter();
    write(out, value);
    return out.toByteArray();
  }

  /** As {@link #encode}, without copying what is large. */
  public final List<Bytes> encodeParts(T value) {
    DerWriter out = new DerWriter();
    write(out, value);
    return out.toParts();
  }

  /** A function that may refuse what a peer sent. */
  public interface Reading<T, U> {
    U apply(T value) throws AlbatrossException;
  }

  /** The same encoding, for another type of value. */
  public final <U> Codec<U> map(Reading<? super T, ? extends U> reading, Function<U, T> writing) {
    Codec<T> inner = this;
    return new Codec<>() {
      @Override
      public boolean accepts(int tag) {
        return inner.accepts(tag);
      }

      @Override
      public U read(DerReader in) throws DecodeException {
        T value = inner.read(in);
        try {
          return reading.apply(value);
        } catch (DecodeException e) {
          throw e;
        } catch (AlbatrossException e) {
          throw new DecodeException(e.getMessage());
        }
      }

      @Override
      public void write(DerWriter out, U value) {
        inner.write(out, writing.apply(value));
      }
    };
  }

  /** This type below the explicit context tag [number]. */
  public final Codec<T> tagged(int number) {
    return new Tagged<>(Tag.context(number), this);
  }

  public final Codec<List<T>> list() {
    return new ListOf<>(Tag.SEQUENCE, this);
  }

  public final Codec<List<T>> set() {
    return new ListOf<>(Tag.SET, this);
  }

  private static final class Tagged<T> extends Codec<T> {
    private final int outer;
    private final Codec<T> inner;

    Tagged(int outer, Codec<T> inner) {
      this.outer = outer;
      this.inner = inner;
    }

    @Override
    public boolean accepts(int tag) {
      return tag == outer;
    }

    @Override
    public T read(DerReader in) throws DecodeException {
      DerReader content = in.enter(outer);
      T value = inner.read(content);
      content.expectEnd();
      return value;
    }

    @Override
    public void write(DerWriter out, T value) {
      int mark = out.size();
      inner.write(out, value);
      out.header(outer, mark);
    }
  }
}
