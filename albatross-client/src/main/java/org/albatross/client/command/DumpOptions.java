package org.albatross.client.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Values;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.store.ManifestFile;
import org.albatross.core.store.OriginalState;
import org.albatross.core.store.StoreException;

/** Where a state on disk is that a command reads. */
final class DumpOptions {
  private DumpOptions() {}

  /** Our state. */
  record Ours(Manifest manifest, ImageStore images) {}

  static void declare(Syntax syntax) {
    syntax.option("FILE", "a state file of the original", "--file");
    dbdirOption(syntax);
  }

  static void dbdirOption(Syntax syntax) {
    syntax.option("DIR", "albatrossd's directory (" + standard() + ")", "--dbdir");
  }

  private static String standard() {
    return System.getProperty("os.name").equals("Linux")
        ? "/var/lib/albatross"
        : "/var/db/albatross";
  }

  private static Path dbdir(ParsedLine line) throws ClientException {
    return Values.file("--dbdir", line.value("--dbdir").orElseGet(DumpOptions::standard));
  }

  /** Ours, unless a file of the original was named, or there is none of ours. */
  static Optional<Ours> ours(ParsedLine line) throws ClientException, StoreException {
    if (line.has("--file")) {
      return Optional.empty();
    }
    Path dbdir = dbdir(line);
    Optional<Manifest> manifest = new ManifestFile(dbdir).read();
    return manifest.map(found -> new Ours(found, new ImageStore(dbdir.resolve("images"))));
  }

  static OriginalState original(ParsedLine line) throws ClientException {
    Path file =
        line.has("--file")
            ? Values.file("--file", line.value("--file").orElseThrow())
            : dbdir(line).resolve("state");
    if (!Files.exists(file)) {
      throw ClientException.other("there is no state " + file)
          .hint("--dbdir names albatrossd's directory, --file a state file of the original");
    }
    if (file.endsWith(ManifestFile.NAME)) {
      throw ClientException.other(file + " is a state of ours, and not of the original")
          .hint("--dbdir names the directory that it is in");
    }
    return new OriginalState(file);
  }
}
