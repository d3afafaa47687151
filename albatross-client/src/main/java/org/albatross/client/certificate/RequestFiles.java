package org.albatross.client.certificate;

import java.nio.file.Path;
import org.albatross.client.request.Request;
import org.albatross.core.model.AlbatrossException;

/**
 * The files that {@code --csr} leaves.
 *
 * @param newKey whether the key was made for it, and not found
 */
public record RequestFiles(Path request, Path key, boolean newKey) {
  /**
   * Writes NAME.req and, unless it is there, NAME.key into a directory.
   *
   * @param command what files are called after where the request has no name
   */
  public static RequestFiles write(Request request, String command, KeyType type, Path directory)
      throws AlbatrossException {
    Subject subject = Subject.of(request);
    String name = subject.fileName(command);
    Path target = directory.resolve(name + ".req");
    try (StagedFiles files = new StagedFiles()) {
      KeyFile key = KeyFile.open(directory.resolve(name + ".key"), type, files);
      files.write(
          target,
          SigningRequest.write(
              subject.commonName(), key.keys(), request.inOlderWords().get(0).command()));
      files.commit();
      return new RequestFiles(target, key.path(), key.isNew());
    }
  }
}
