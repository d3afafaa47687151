package org.albatross.client.certificate;

import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.PolicyCommand;

/**
 * How a request is named in a certificate: by a last label or by nothing, since the path comes from
 * the certificates above (docs/protocol/client.md, Certificates).
 *
 * @param label absent: the path that the certificates give is meant itself
 */
record Subject(Optional<Label> label) {
  /** What the original takes for no name. */
  static final String NONE = ".";

  static Subject of(Request request) throws ClientException {
    Name name = request.name();
    Optional<Label> label = name.label();
    int depth = name.path().labels().size();
    if (request.command() instanceof PolicyCommand && label.isEmpty() && depth == 1) {
      label = Optional.of(name.path().labels().get(0));
    } else if (depth > 0) {
      throw ClientException.usage("a remote name has no path, " + name + " has one")
          .hint(
              "the path comes from the certificates that sign: "
                  + lastLabel(request).map(last -> "name it " + last).orElse("leave it out"));
    }
    if (label.isEmpty() && request.command() instanceof PolicyCommand.Add) {
      throw ClientException.usage("a policy in a certificate needs a name").hint("such as user");
    }
    if (label.isPresent() && label.get().text().equals(NONE)) {
      throw ClientException.usage("in a certificate the name . means none").hint("choose another");
    }
    return new Subject(label);
  }

  /** A policy is called by its path; what other commands say of a path, they say of a place. */
  private static Optional<Label> lastLabel(Request request) {
    List<Label> path = request.name().path().labels();
    return request.command() instanceof PolicyCommand
        ? Optional.of(path.get(path.size() - 1))
        : request.name().label();
  }

  String commonName() {
    return label.map(Label::text).orElse(NONE);
  }

  /** What its files are called, without their endings. */
  String fileName(String command) {
    return label.map(Label::text).orElse(command);
  }
}
