package org.albatross.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;
import java.util.Locale;

/** The program albatross-client. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    // Ours does not ask for a locale; a library may, and what it writes is read by programs, too.
    Locale.setDefault(Locale.ROOT);
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    FileInputStream in = new FileInputStream(FileDescriptor.in);
    Client client = new Client(in, out, err, System.getenv(), Path.of(""));
    int exitCode = client.run(TypedArguments.of(args));
    if (exitCode == 0) {
      // Nothing is left to be done or undone, and System.exit, from Java 21 on, looks in every jar
      // for somebody who logs it: half of a short command.
      Runtime.getRuntime().halt(exitCode);
    }
    // Not by returning: a thread that still sends must not keep the program.
    System.exit(exitCode);
  }
}
