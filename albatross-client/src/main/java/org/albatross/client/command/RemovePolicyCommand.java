package org.albatross.client.command;

import java.util.List;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.PolicyCommand;

/** {@code remove-policy}: removes a policy. */
final class RemovePolicyCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.option("PATH", "the path whose policy is removed", "-p", "--path");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    if (!line.has("--path")) {
      throw ClientException.usage("which policy is to be removed?")
          .hint("albatross-client remove-policy --path PATH");
    }
    Name path = Values.path(line.value("--path").orElseThrow());
    if (path.path().isRoot()) {
      throw ClientException.usage("the root policy cannot be removed, it is what the host has")
          .hint("name a path below it; albatross-client policy lists them");
    }
    return List.of(Request.of(path, new PolicyCommand.Remove()));
  }
}
