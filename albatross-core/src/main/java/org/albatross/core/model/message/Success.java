package org.albatross.core.model.message;

import java.util.List;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.UnikernelStatus;

/** What was asked for was done (docs/protocol/wire.md, Success). */
public sealed interface Success extends Payload {
  record Empty() implements Success {}

  record Text(String text) implements Success {}

  record Policies(List<Named<Policy>> policies) implements Success {
    public Policies {
      policies = List.copyOf(policies);
    }
  }

  record Blocks(List<Named<BlockInfo>> blocks) implements Success {
    public Blocks {
      blocks = List.copyOf(blocks);
    }
  }

  record UnikernelImage(Image image) implements Success {}

  /** The data of a block device inside the message (an old shape). */
  record BlockImageAtOnce(Image image) implements Success {}

  /** The data of a block device follow as a stream. */
  record BlockImage(boolean compressed) implements Success {}

  record Consoles(List<Name> names) implements Success {
    public Consoles {
      names = List.copyOf(names);
    }
  }

  record Unikernels(InfoShape shape, List<Named<UnikernelInfo>> unikernels) implements Success {
    public Unikernels {
      unikernels = List.copyOf(unikernels);
    }
  }

  /** Of all unikernels, those too that wait to be started (docs/protocol/wire.md, Extensions). */
  record UnikernelStates(List<Named<UnikernelStatus>> unikernels) implements Success {
    public UnikernelStates {
      unikernels = List.copyOf(unikernels);
    }
  }
}
