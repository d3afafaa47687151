package org.albatross.core.model.unikernel;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A block device as a unikernel is given it.
 *
 * @param name the name in the image's manifest
 * @param device the block device on the host; absent: the same name
 * @param sectorSize in bytes; absent: 512
 */
public record BlockDevice(String name, Optional<String> device, OptionalLong sectorSize) {
  public static final long DEFAULT_SECTOR_SIZE = 512;

  public String hostDevice() {
    return device.orElse(name);
  }
}
