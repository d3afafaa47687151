package org.albatross.client.command;

import java.io.IOException;
import java.util.List;
import org.albatross.core.model.AlbatrossException;

/** A command of the client. */
public interface ClientCommand {
  /** Begins to get ready, in the background, what it will need after its line was parsed. */
  default void headStart(List<String> args) {}

  /** Says what its command line may hold. */
  void declare(Syntax syntax);

  void run(ParsedLine line, Context context) throws AlbatrossException, IOException;
}
