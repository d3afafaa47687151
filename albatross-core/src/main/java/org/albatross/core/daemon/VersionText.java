package org.albatross.core.daemon;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} says: the version that the build wrote into the jar. */
public final class VersionText implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version =
        Optional.ofNullable(VersionText.class.getPackage().getImplementationVersion())
            .orElse("not packaged");
    return new String[] {"Albatross " + version};
  }
}
