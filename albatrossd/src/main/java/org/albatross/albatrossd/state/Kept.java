package org.albatross.albatrossd.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.OriginalState;
import org.albatross.core.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What albatrossd finds of its last life, or of the original's.
 *
 * @param manifest what is to run, and the policies
 */
public record Kept(ManifestFile file, ImageStore images, Manifest manifest) {
  private static final Logger LOG = LoggerFactory.getLogger(Kept.class);

  /** Reads what is there; changes nothing if that cannot be read. */
  public static Kept read(Directories directories) throws StoreException {
    ManifestFile file = new ManifestFile(directories.db());
    ImageStore images = new ImageStore(directories.images());
    Optional<Manifest> known = file.read();
    images.open();
    Manifest manifest =
        known.isPresent()
            ? known.get()
            : importOriginal(new OriginalState(directories.originalState()), file, images);
    images.collect(manifest.images());
    reserve(file);
    return new Kept(file, images, manifest);
  }

  private static void reserve(ManifestFile file) {
    try {
      file.reserve();
    } catch (StoreException e) {
      LOG.warn("destroying may be refused on a full disk: {}", e.getMessage());
    }
  }

  private static Manifest importOriginal(
      OriginalState original, ManifestFile file, ImageStore images) throws StoreException {
    List<ImageStore.Pin> pins = new ArrayList<>();
    Optional<Manifest> imported = original.importInto(images, pins);
    if (imported.isPresent()) {
      images.keep(imported.get().images());
      images.sync(imported.get().images());
      file.write(imported.get());
      pins.forEach(ImageStore.Pin::close);
      LOG.warn(
          "imported {} unikernels from {}, which stays as it is and is not used any more",
          imported.get().unikernels().size(),
          original.file());
    }
    return imported.orElse(Manifest.EMPTY);
  }
}
