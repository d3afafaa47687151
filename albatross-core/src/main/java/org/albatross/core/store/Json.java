package org.albatross.core.store;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.albatross.core.model.AlbatrossException;

/** The description of a type in JSON, once for both directions. */
abstract class Json<T> {
  /** Reads a value; the parser stands at its first token, and afterwards at its last. */
  abstract T read(JsonParser in) throws IOException, StoreException;

  abstract void write(JsonGenerator out, T value) throws IOException;

  static final Json<String> TEXT =
      new Json<>() {
        @Override
        String read(JsonParser in) throws IOException, StoreException {
          expect(in, JsonToken.VALUE_STRING, "a text");
          return in.getText();
        }

        @Override
        void write(JsonGenerator out, String value) throws IOException {
          out.writeString(value);
        }
      };

  static final Json<Long> NUMBER =
      new Json<>() {
        @Override
        Long read(JsonParser in) throws IOException, StoreException {
          expect(in, JsonToken.VALUE_NUMBER_INT, "a whole number");
          return in.getLongValue();
        }

        @Override
        void write(JsonGenerator out, Long value) throws IOException {
          out.writeNumber(value);
        }
      };

  static final Json<Boolean> TRUTH =
      new Json<>() {
        @Override
        Boolean read(JsonParser in) throws IOException, StoreException {
          if (in.currentToken() != JsonToken.VALUE_TRUE) {
            expect(in, JsonToken.VALUE_FALSE, "true or false");
          }
          return in.getBooleanValue();
        }

        @Override
        void write(JsonGenerator out, Boolean value) throws IOException {
          out.writeBoolean(value);
        }
      };

  static void expect(JsonParser in, JsonToken wanted, String what)
      throws IOException, StoreException {
    if (in.currentToken() != wanted) {
      throw new StoreException(
          "expected %s in line %s".formatted(what, in.currentTokenLocation().getLineNr()));
    }
  }

  /** A function that may refuse what stands there. */
  interface Reading<T, U> {
    U apply(T value) throws AlbatrossException;
  }

  /** The same in JSON, for another type of value. */
  final <U> Json<U> map(Reading<? super T, ? extends U> reading, Function<U, T> writing) {
    Json<T> inner = this;
    return new Json<>() {
      @Override
      U read(JsonParser in) throws IOException, StoreException {
        T value = inner.read(in);
        try {
          return reading.apply(value);
        } catch (AlbatrossException e) {
          throw new StoreException(e.getMessage(), e);
        }
      }

      @Override
      void write(JsonGenerator out, U value) throws IOException {
        inner.write(out, writing.apply(value));
      }
    };
  }

  final Json<List<T>> list() {
    return new ListOf<>(this, false);
  }

  /** A list with a line for each element: for people, and for diff(1). */
  final Json<List<T>> lines() {
    return new ListOf<>(this, true);
  }

  private static final class ListOf<T> extends Json<List<T>> {
    private final Json<T> element;
    private final boolean lines;

    ListOf(Json<T> element, boolean lines) {
      this.element = element;
      this.lines = lines;
    }

    @Override
    List<T> read(JsonParser in) throws IOException, StoreException {
      expect(in, JsonToken.START_ARRAY, "a list");
      List<T> all = new ArrayList<>();
      while (in.nextToken() != JsonToken.END_ARRAY) {
        try {
          all.add(element.read(in));
        } catch (StoreException e) {
          throw e.in(String.valueOf(all.size() + 1));
        }
      }
      return all;
    }

    @Override
    void write(JsonGenerator out, List<T> value) throws IOException {
      out.writeStartArray();
      for (T each : value) {
        if (lines) {
          out.writeRaw('\n');
        }
        element.write(out, each);
      }
      out.writeEndArray();
    }
  }
}
