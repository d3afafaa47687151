package org.albatross.client.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.host.HostFacts;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.solo5.Content;
import org.albatross.core.solo5.InvalidImageException;
import org.albatross.core.solo5.Segments;
import org.albatross.core.solo5.Solo5Image;
import org.albatross.core.store.FileContent;

/**
 * Looks at an image before it is signed for or sent away, as albatrossd will. Whatever cannot be
 * read here is left to it: it says what is wrong with an image.
 */
final class ImageCheck {
  private ImageCheck() {}

  /** Refuses arguments that do not fit the image. */
  static void check(Path file, Arguments arguments) throws ClientException {
    Optional<Solo5Image> image = look(file, Solo5Image::parse);
    Optional<Segments> segments = look(file, Segments::readLoadable);
    try {
      if (image.isPresent() && segments.isPresent()) {
        image.get().checkArguments(arguments);
        segments.get().checkFit(arguments.memory());
      }
    } catch (InvalidImageException e) {
      throw ClientException.other(e.getMessage());
    }
  }

  /** What the machine of the image means for the host that will run it, which nobody knows here. */
  static Optional<String> warning(Path file) throws ClientException {
    Optional<Segments> segments = look(file, Segments::read);
    try {
      if (segments.isPresent()) {
        segments.get().checkMachine(HostFacts.machine());
      }
      return Optional.empty();
    } catch (InvalidImageException e) {
      return Optional.of(e.getMessage() + "; the one that will run it has to be like the image");
    }
  }

  private interface Look<T> {
    T at(Content image) throws InvalidImageException;
  }

  /** Absent for what is no image, or can be read only once. */
  private static <T> Optional<T> look(Path file, Look<T> look) throws ClientException {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) > Image.MAX_LENGTH) {
        return Optional.empty();
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return Optional.of(look.at(new FileContent(channel, (int) channel.size())));
      }
    } catch (InvalidImageException e) {
      return Optional.empty();
    } catch (IOException e) {
      throw ClientException.file("cannot read the image", e);
    }
  }
}
