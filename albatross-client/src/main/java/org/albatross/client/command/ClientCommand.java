package org.albatross.client.command;

import java.io.IOException;
import org.albatross.core.model.AlbatrossException;

/** A command of the client. */
public interface ClientCommand {
  /** Says what its command line may hold. */
  void declare(Syntax syntax);

  void run(ParsedLine line, Context context) throws AlbatrossException, IOException;
}
