package org.albatross.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes the demo's images as files: {@code WriteImages DIR}. */
public final class WriteImages {
  private WriteImages() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1) {
      System.err.println("usage: WriteImages DIR\nWrites the demo's unikernel images into DIR.");
      System.exit(2);
      return;
    }
    write(Path.of(args[0]));
  }

  /** Writes the images into a directory, which is made if it is not there. */
  public static void write(Path directory) throws IOException {
    Files.createDirectories(directory);
    for (Map.Entry<String, byte[]> image : images().entrySet()) {
      Files.write(directory.resolve(image.getKey()), image.getValue());
    }
  }

  /** The demo's images under their file names; {@code devices.spt} has one block and one net. */
  public static Map<String, byte[]> images() {
    Map<String, byte[]> images = new TreeMap<>();
    images.put("arguments.spt", UnikernelImage.arguments());
    images.put("ticker.spt", UnikernelImage.ticker());
    images.put("sleeper.spt", UnikernelImage.sleeper());
    images.put("lines.spt", UnikernelImage.lines());
    images.put("devices.spt", UnikernelImage.devices(List.of("storage"), List.of("service")));
    images.put("crash.spt", UnikernelImage.crash());
    return images;
  }
}
