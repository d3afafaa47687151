package org.albatross.client.command;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Map;
import org.albatross.client.output.Output;

/**
 * The world around a command.
 *
 * @param err for all but errors, which are thrown: what is written here may be unwanted
 * @param directory where files go that are called after something
 */
public record Context(
    InputStream in,
    Output out,
    Output err,
    Map<String, String> environment,
    Path directory,
    Loudness loudness) {

  public Context {
    err = loudness == Loudness.QUIET ? new Output(OutputStream.nullOutputStream()) : err;
  }

  /** Tells a person something beside what was asked for. */
  void note(String text) {
    try {
      err.line("albatross-client: " + text).flush();
    } catch (IOException e) {
      return; // nobody is there to read it
    }
  }

  /** Tells a person who wants to know more. */
  void detail(String text) {
    if (loudness.compareTo(Loudness.INFO) >= 0) {
      note(text);
    }
  }
}
