package org.albatross.core.host.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.albatross.core.host.CommandRunner;
import org.albatross.core.host.HostException;
import org.albatross.core.solo5.Target;

/**
 * Finds the tender for an image (docs/protocol/tenders.md, Tender): {@code solo5-T.V}, then {@code
 * solo5-T}, each in the database directory first and then in the directories of PATH. What a tender
 * says of itself is remembered until its file changes. Any thread may ask.
 */
public final class TenderLookup {
  private static final Pattern ABI_LINE =
      Pattern.compile("^ABI version (\\d{1,10})$", Pattern.MULTILINE);

  private final List<Path> directories;
  private final CommandRunner runner;
  private final Map<Path, Known> known = new ConcurrentHashMap<>();

  private record FileId(Object key, FileTime modified, long size) {}

  private record Known(FileId file, OptionalLong version) {}

  /**
   * Makes a look-up.
   *
   * @param database where tenders may be besides PATH
   * @param path directories with colons between them; relative ones are left out
   */
  public TenderLookup(Path database, String path, CommandRunner runner) {
    List<Path> all = new ArrayList<>(List.of(database.toAbsolutePath()));
    for (String directory : path.split(":", -1)) {
      if (directory.startsWith("/")) {
        addDirectory(all, directory);
      }
    }
    this.directories = List.copyOf(all);
    this.runner = runner;
  }

  private static void addDirectory(List<Path> all, String directory) {
    try {
      all.add(Path.of(directory));
    } catch (InvalidPathException e) {
      // No file can be in it.
      return;
    }
  }

  /** The tender for images of this target and ABI version. */
  public Path find(Target target, long abiVersion) throws HostException {
    String base = "solo5-" + target.text();
    List<String> others = new ArrayList<>();
    for (String name : List.of(base + "." + abiVersion, base)) {
      for (Path directory : directories) {
        Path tender = directory.resolve(name);
        if (Files.isRegularFile(tender) && Files.isExecutable(tender)) {
          OptionalLong version = version(tender);
          if (version.isPresent() && version.getAsLong() == abiVersion) {
            return tender;
          }
          others.add(describe(tender, version));
        }
      }
    }
    throw new HostException(
        "no tender for an image of target %s and ABI version %s: looked for %s.%s and %s in %s; %s"
            .formatted(
                target.text(),
                abiVersion,
                base,
                abiVersion,
                base,
                String.join(", ", directories.stream().map(Path::toString).toList()),
                others.isEmpty() ? "install Solo5" : "found " + String.join(", ", others)));
  }

  private static String describe(Path tender, OptionalLong version) {
    return version.isPresent()
        ? "%s with ABI version %s".formatted(tender, version.getAsLong())
        : tender + " which does not tell its ABI version";
  }

  private OptionalLong version(Path tender) throws HostException {
    FileId file = fileId(tender);
    Known before = known.get(tender);
    if (before != null && Objects.equals(before.file(), file)) {
      return before.version();
    }
    String output = runner.run(List.of(tender.toString(), "--version")).output();
    Matcher line = ABI_LINE.matcher(output);
    OptionalLong version =
        line.find() ? OptionalLong.of(Long.parseLong(line.group(1))) : OptionalLong.empty();
    known.put(tender, new Known(file, version));
    return version;
  }

  private static FileId fileId(Path tender) throws HostException {
    try {
      BasicFileAttributes there = Files.readAttributes(tender, BasicFileAttributes.class);
      return new FileId(there.fileKey(), there.lastModifiedTime(), there.size());
    } catch (IOException e) {
      throw new HostException("tender " + tender + " cannot be read: " + e.getMessage(), e);
    }
  }
}
