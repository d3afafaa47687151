package org.albatross.client.request;

import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.DataSize;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.MacAddress;
import org.albatross.core.model.Name;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;

/**
 * The forms in which values stand on a command line (docs/protocol/client.md, Commands). {@code
 * what} is the option or argument, for the message that says what is right.
 */
public final class Values {
  /** Integers on the wire fit 63 bits (docs/protocol/wire.md, Messages). */
  public static final long MAX_INTEGER = 4611686018427387903L;

  private static final int MAX_YEAR = 9999;

  private static final Path STANDARD_INPUT = Path.of("/dev/stdin");

  private Values() {}

  /** A whole number from {@code min} to {@code max}. */
  public static long number(String what, String text, long min, long max) throws ClientException {
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw notANumber(what, text, min, max);
    }
    throw notANumber(what, text, min, max);
  }

  private static ClientException notANumber(String what, String text, long min, long max) {
    String range = max == MAX_INTEGER ? "of " + min + " or more" : "from " + min + " to " + max;
    return ClientException.usage(
        what + " wants a whole number " + range + ", not " + Text.quote(text));
  }

  /** A size of data, of at least a byte. */
  public static DataSize size(String what, String text) throws ClientException {
    return DataSize.parse(text)
        .filter(size -> size.bytes() > 0)
        .orElseThrow(
            () ->
                ClientException.usage(
                    what + " wants a size like 64MiB or 2GiB, not " + Text.quote(text)));
  }

  /** A name with a last label: a unikernel or a block device. */
  public static Name fullName(String text) throws ClientException {
    Name name = name(text);
    if (name.label().isEmpty()) {
      throw ClientException.usage(Text.quote(text) + " is a path, a name is wanted")
          .hint("put the last label behind it, such as " + name.path() + "hello");
    }
    return name;
  }

  /** A name or a path that ends in a colon. */
  public static Name name(String text) throws ClientException {
    try {
      return Name.parse(text);
    } catch (InvalidNameException e) {
      throw ClientException.usage(e.getMessage()).hint("a name is written like hello or foo:hello");
    }
  }

  public static Name path(String text) throws ClientException {
    try {
      return Name.of(org.albatross.core.model.Path.parse(text));
    } catch (InvalidNameException e) {
      throw ClientException.usage(e.getMessage())
          .hint("a path is written like foo or foo:bar, the root is :");
    }
  }

  /** A file that is read; {@code -} is the standard input. */
  public static Path input(String what, String text) throws ClientException {
    return text.equals("-") ? STANDARD_INPUT : file(what, text);
  }

  public static Path file(String what, String text) throws ClientException {
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw ClientException.usage(what + " wants the name of a file, not " + Text.quote(text));
    }
    return Path.of(text);
  }

  /**
   * {@code NAME[:DEVICE][@SECTOR]}, where DEVICE may have colons; what of it is possible is checked
   * with all arguments.
   */
  public static BlockDevice block(String text) throws ClientException {
    String right = "--block wants NAME[:DEVICE][@SECTOR], not " + Text.quote(text);
    Parts parts = Parts.atFirstColon(text, right);
    if (parts.suffix.isEmpty()) {
      return new BlockDevice(parts.first, parts.second, OptionalLong.empty());
    }
    long sector = number("SECTOR of --block", parts.suffix.get(), 0, MAX_INTEGER);
    return new BlockDevice(parts.first, parts.second, OptionalLong.of(sector));
  }

  /** {@code [NAME:]BRIDGE[@MAC]}; alone, the net and its bridge have the same name. */
  public static NetDevice net(String text) throws ClientException {
    Parts parts = Parts.of(text, "--net wants [NAME:]BRIDGE[@MAC], not " + Text.quote(text));
    if (parts.suffix.isEmpty()) {
      return new NetDevice(parts.first, parts.second, Optional.empty());
    }
    try {
      MacAddress mac = MacAddress.parse(parts.suffix.get());
      return new NetDevice(parts.first, parts.second, Optional.of(mac));
    } catch (AlbatrossException e) {
      throw ClientException.usage("--net: " + e.getMessage());
    }
  }

  private record Parts(String first, Optional<String> second, Optional<String> suffix) {
    static Parts of(String text, String right) throws ClientException {
      List<String> halves = split(text, '@');
      List<String> names = split(halves.get(0), ':');
      if (halves.size() > 2 || names.size() > 2 || halves.contains("") || names.contains("")) {
        throw ClientException.usage(right);
      }
      return new Parts(names.get(0), second(names), second(halves));
    }

    /** The name in an image has no colon, what it stands for may have some. */
    static Parts atFirstColon(String text, String right) throws ClientException {
      List<String> halves = split(text, '@');
      String names = halves.get(0);
      int colon = names.indexOf(':');
      String first = colon < 0 ? names : names.substring(0, colon);
      Optional<String> second =
          colon < 0 ? Optional.empty() : Optional.of(names.substring(colon + 1));
      if (halves.size() > 2
          || halves.contains("")
          || first.isEmpty()
          || second.equals(Optional.of(""))) {
        throw ClientException.usage(right);
      }
      return new Parts(first, second, second(halves));
    }

    private static Optional<String> second(List<String> parts) {
      return parts.size() > 1 ? Optional.of(parts.get(1)) : Optional.empty();
    }

    private static List<String> split(String text, char at) {
      List<String> parts = new ArrayList<>();
      int from = 0;
      for (int i = text.indexOf(at); i >= 0; i = text.indexOf(at, from)) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
      parts.add(text.substring(from));
      return parts;
    }
  }

  /** A time (RFC 3339), or a date, which is its midnight in UTC. */
  public static Instant time(String what, String text) throws ClientException {
    String right = what + " wants a time like 2026-03-12T23:42:15Z or a date like 2026-03-12, not ";
    try {
      Instant time = parseTime(text.toUpperCase(Locale.ROOT));
      int year = time.atOffset(ZoneOffset.UTC).getYear();
      if (year >= 0 && year <= MAX_YEAR) {
        return time;
      }
    } catch (DateTimeException e) {
      throw ClientException.usage(right + Text.quote(text));
    }
    throw ClientException.usage(right + Text.quote(text));
  }

  private static Instant parseTime(String text) {
    boolean date = text.indexOf('T') < 0 && text.indexOf(' ') < 0;
    if (date) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    // RFC 3339, 4.3: -00:00 is UTC where nobody knows the local offset.
    String known = text.endsWith("-00:00") ? text.substring(0, text.length() - 6) + "Z" : text;
    return OffsetDateTime.parse(known.replace(' ', 'T')).toInstant();
  }
}
