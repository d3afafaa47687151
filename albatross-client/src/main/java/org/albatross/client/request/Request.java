package org.albatross.client.request;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.host.file.WholeFile;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.InfoShape;
import org.albatross.core.model.message.Message;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.net.Service;
import org.albatross.core.wire.zlib.Zlib;

/**
 * One command for a daemon, with what travels beside the message.
 *
 * @param upload what follows as frames
 * @param download where to write the data that are answered
 */
public record Request(
    Name name, Payload.Command command, Optional<Upload> upload, Download download) {
  /** The original's client numbers nothing either: there is one command on a connection. */
  private static final long SEQUENCE = 0;

  public static Request of(Name name, Payload.Command command) {
    return new Request(name, command, Optional.empty(), Download.USUAL);
  }

  public static Request uploading(Name name, Payload.Command command, Upload upload) {
    return new Request(name, command, Optional.of(upload), Download.USUAL);
  }

  public static Request downloading(Name name, Payload.Command command, Download download) {
    return new Request(name, command, Optional.empty(), download);
  }

  public Message message() {
    return new Message(SEQUENCE, name, command);
  }

  public Service service() {
    return Service.of(command);
  }

  /**
   * Whether it uses a message that the original does not know (docs/protocol/wire.md, Extensions).
   */
  public boolean isExtension() {
    return command instanceof UnikernelCommand.InfoState
        || command instanceof UnikernelCommand.Create create && create.streamed()
        || command instanceof BlockCommand.AddStreamed
        || command instanceof BlockCommand.SetStreamed
        || command instanceof StatsCommand.Watch;
  }

  /** The same as a certificate carries it: an image that follows is not in the command. */
  public Request certified() {
    if (command instanceof StatsCommand.Watch) {
      return of(name, new StatsCommand.Subscribe());
    }
    if (command instanceof UnikernelCommand.Create create && create.streamed()) {
      return new Request(
          name,
          new UnikernelCommand.Create(create.config(), create.force(), false),
          upload,
          download);
    }
    return this;
  }

  /**
   * The same in words that the original knows: the image inside the message, less of a state, a
   * block device first and then its data.
   */
  public List<Request> inOlderWords() throws ClientException {
    if (command instanceof UnikernelCommand.InfoState) {
      return List.of(of(name, new UnikernelCommand.Info(InfoShape.CURRENT)));
    }
    if (command instanceof StatsCommand.Watch) {
      return List.of(of(name, new StatsCommand.Subscribe()));
    }
    if (command instanceof BlockCommand.AddStreamed add) {
      Request set = new Request(name, new BlockCommand.Set(add.compressed()), upload, download);
      return List.of(of(name, new BlockCommand.Add(add.size())), set);
    }
    if (command instanceof BlockCommand.SetStreamed set) {
      return List.of(new Request(name, new BlockCommand.Set(set.compressed()), upload, download));
    }
    if (!(command instanceof UnikernelCommand.Create create && create.streamed())) {
      return List.of(this);
    }
    Image image = upload.isPresent() ? read(upload.get()) : Image.NONE;
    return List.of(
        of(
            name,
            new UnikernelCommand.Create(create.config().withImage(image), create.force(), false)));
  }

  /** What takes back the first of several steps when a later one fails. */
  public Request undo() {
    return of(name, new BlockCommand.Remove());
  }

  private static Image read(Upload upload) throws ClientException {
    try {
      Bytes data = Bytes.wrap(WholeFile.readStream(upload.file(), upload.limit()));
      if (data.isEmpty()) {
        throw ClientException.other("the image " + upload.file() + " is empty");
      }
      return upload.compressed()
          ? new Image(true, Zlib.compress(data, upload.level()))
          : new Image(false, data);
    } catch (IOException e) {
      throw ClientException.file("cannot read the image", e);
    }
  }
}
