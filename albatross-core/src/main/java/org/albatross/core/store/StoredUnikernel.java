package org.albatross.core.store;

import java.util.Optional;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.VmType;

/**
 * A unikernel as it is kept: all that is needed to start it.
 *
 * @param image absent for BHyve, which has none
 */
public record StoredUnikernel(VmType type, Optional<ImageId> image, Arguments arguments) {
  public StoredUnikernel withArguments(Arguments replacement) {
    return new StoredUnikernel(type, image, replacement);
  }
}
