package org.albatross.core.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.core.host.file.WholeFile;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;
import org.albatross.core.net.UnixSockets;
import org.albatross.core.wire.StateStream;
import org.albatross.core.wire.der.DecodeException;

/** The original's state file (docs/protocol/wire.md, State), which has the images in it. */
public final class OriginalState {
  private static final int BUFFER = 1 << 16;

  private final Path file;

  public OriginalState(Path file) {
    this.file = file;
  }

  public Path file() {
    return file;
  }

  /**
   * Takes it over at the first start. The file stays as it is.
   *
   * @param images take the images; they are pinned until somebody closes what this adds to pins
   * @return absent if there is no such file
   * @throws StoreException if there is and it cannot be read, or only a backup of it is there
   */
  public Optional<Manifest> importInto(ImageStore images, List<ImageStore.Pin> pins)
      throws StoreException {
    Path backup = file.resolveSibling(file.getFileName() + ".bak");
    if (!Files.exists(file)) {
      if (Files.exists(backup)) {
        throw new StoreException(
            "there is no state %s, but a backup %s: rename it to use it, or remove it to start with nothing"
                .formatted(file, backup));
      }
      return Optional.empty();
    }
    List<Named<StoredUnikernel>> unikernels = new ArrayList<>();
    NameTrie<Policy> policies =
        read(
            (name, config) -> {
              Optional<ImageStore.Pin> pin =
                  config.type() == VmType.SOLO5
                      ? Optional.of(take(images, name, config.image()))
                      : Optional.empty();
              pin.ifPresent(pins::add);
              unikernels.add(
                  new Named<>(
                      name,
                      new StoredUnikernel(
                          config.type(), pin.map(ImageStore.Pin::image), config.arguments())));
            });
    NameTrie<StoredUnikernel> trie = NameTrie.empty();
    for (Named<StoredUnikernel> each : unikernels) {
      trie = trie.with(each.name(), each.value());
    }
    return Optional.of(new Manifest(trie, policies));
  }

  private static ImageStore.Pin take(ImageStore images, Name name, Image image)
      throws StoreException {
    try {
      return images.store(image);
    } catch (AlbatrossException e) {
      throw new StoreException("the image of %s: %s".formatted(name, e.getMessage()), e);
    }
  }

  /**
   * Reads it, one unikernel after the other: all of them may have any size.
   *
   * @return its policies
   */
  public NameTrie<Policy> read(StateStream.Reader reader) throws StoreException {
    try (InputStream in = new BufferedInputStream(WholeFile.open(file, Long.MAX_VALUE), BUFFER)) {
      return StateStream.read(in, reader);
    } catch (DecodeException e) {
      throw new StoreException(
          "the state %s cannot be read (%s): put a good copy in its place; nothing was changed"
              .formatted(file, e.getMessage()),
          e);
    } catch (AlbatrossException e) {
      throw new StoreException("the state %s: %s".formatted(file, e.getMessage()), e);
    } catch (IOException e) {
      throw new StoreException(
          "the state %s cannot be read: %s".formatted(file, UnixSockets.describe(e)), e);
    }
  }

  /** Writes what a manifest names as the original has it, without holding the images. */
  public static void write(OutputStream out, Manifest manifest, ImageStore images)
      throws IOException, StoreException {
    List<Named<UnikernelConfig>> unikernels = new ArrayList<>();
    for (Named<StoredUnikernel> each : manifest.unikernels().entries()) {
      StoredUnikernel stored = each.value();
      Image image =
          stored.image().isPresent()
              ? new Image(false, images.map(stored.image().get()))
              : Image.NONE;
      unikernels.add(
          new Named<>(each.name(), new UnikernelConfig(stored.type(), image, stored.arguments())));
    }
    StateStream.write(out, unikernels, manifest.policies());
  }
}
