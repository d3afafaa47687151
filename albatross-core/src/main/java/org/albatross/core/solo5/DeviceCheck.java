package org.albatross.core.solo5;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.BlockDevice;
import org.albatross.core.model.unikernel.NetDevice;

/** Compares the devices that an image needs with those that it is given. */
final class DeviceCheck {
  private DeviceCheck() {}

  static void check(Solo5Image image, Arguments arguments) throws InvalidImageException {
    List<String> needed = devices(image.blocks(), image.nets());
    List<String> given =
        devices(
            arguments.blocks().stream().map(BlockDevice::name).toList(),
            arguments.nets().stream().map(NetDevice::name).toList());
    List<String> problems = new ArrayList<>();
    addProblem(problems, "missing", without(needed, given));
    addProblem(problems, "not in the manifest", without(given, needed));
    addProblem(problems, "given more than once", repeated(given));
    if (!problems.isEmpty()) {
      throw new InvalidImageException(
          "the devices do not match the image's manifest: %s (the manifest has %s; given: %s)"
              .formatted(String.join("; ", problems), list(needed), list(given)));
    }
  }

  private static List<String> devices(List<String> blocks, List<String> nets) {
    return Stream.concat(
            blocks.stream().map(name -> "block " + Text.quote(name)),
            nets.stream().map(name -> "net " + Text.quote(name)))
        .toList();
  }

  private static List<String> without(List<String> devices, List<String> others) {
    Set<String> present = new HashSet<>(others);
    return devices.stream().filter(device -> !present.contains(device)).distinct().toList();
  }

  private static List<String> repeated(List<String> devices) {
    Set<String> seen = new HashSet<>();
    return devices.stream().filter(device -> !seen.add(device)).distinct().toList();
  }

  private static void addProblem(List<String> problems, String what, List<String> devices) {
    if (!devices.isEmpty()) {
      problems.add(what + ": " + list(devices));
    }
  }

  /** A client may give any number of devices; the message stays readable. */
  private static String list(List<String> devices) {
    if (devices.isEmpty()) {
      return "none";
    }
    String shown = devices.stream().limit(Manifest.MAX_ENTRIES).collect(Collectors.joining(", "));
    int more = devices.size() - Manifest.MAX_ENTRIES;
    return more > 0 ? shown + " and " + more + " more" : shown;
  }
}
