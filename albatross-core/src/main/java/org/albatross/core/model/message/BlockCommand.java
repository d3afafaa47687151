package org.albatross.core.model.message;

import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.core.model.Bytes;

/** Commands for albatrossd about block devices. */
public sealed interface BlockCommand extends Payload.Command {
  record Info() implements BlockCommand {}

  /**
   * Make one.
   *
   * @param size in MB
   */
  record Add(long size) implements BlockCommand {}

  record Remove() implements BlockCommand {}

  /** Make one, with data inside the message (an old shape). */
  record AddWithData(long size, boolean compressed, Optional<Bytes> data) implements BlockCommand {}

  /** Replace the data by those inside the message (an old shape). */
  record SetWithData(boolean compressed, Bytes data) implements BlockCommand {}

  /** Answer the data inside one message (an old shape). */
  record DumpAtOnce(long compression) implements BlockCommand {}

  /** Stream the data. */
  record Dump(long compression) implements BlockCommand {}

  /** Replace the data by the frames that follow. */
  record Set(boolean compressed) implements BlockCommand {}

  /**
   * Make one that has the data of the frames that follow, or none at all (an extension,
   * docs/protocol/wire.md, Extensions).
   *
   * @param size in MB
   * @param length how many bytes of data there will be, uncompressed, where that is known
   */
  record AddStreamed(long size, boolean compressed, OptionalLong length) implements BlockCommand {}

  /**
   * As {@link Set}, with how many bytes there will be (an extension, docs/protocol/wire.md,
   * Extensions).
   */
  record SetStreamed(boolean compressed, long length) implements BlockCommand {}

  @Override
  default boolean isFollowedByData() {
    return this instanceof Set || this instanceof AddStreamed || this instanceof SetStreamed;
  }
}
