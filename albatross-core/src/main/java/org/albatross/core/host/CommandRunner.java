package org.albatross.core.host;

import java.util.List;
import org.albatross.core.model.Text;
import org.albatross.core.model.unikernel.SignalNames;

/** Runs the host's tools and waits for them. */
public interface CommandRunner {
  /** Behind this the JDK has signals. */
  int SIGNALLED = 128;

  /**
   * What a command left.
   *
   * @param exitCode as the JDK has it: 128 and the signal if one ended it
   * @param output the beginning of what it wrote to its standard output and error
   */
  record Result(int exitCode, String output) {}

  /** Runs a program with an empty standard input. */
  Result run(List<String> argv) throws HostException;

  /** Runs a program that has to succeed, and gives its output. */
  default String succeed(List<String> argv) throws HostException {
    Result result = run(argv);
    if (result.exitCode() != 0) {
      throw new HostException(
          "command %s failed with %s: %s"
              .formatted(
                  Text.quote(String.join(" ", argv)),
                  result.exitCode() > SIGNALLED
                      ? "exit code %s or %s"
                          .formatted(
                              result.exitCode(),
                              SignalNames.describe(result.exitCode() - SIGNALLED))
                      : "exit code " + result.exitCode(),
                  Text.quote(result.output().strip())));
    }
    return result.output();
  }
}
