package org.albatross.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;

/** The program albatross-client. */
public final class Main {
  private Main() {}

  public static void main(String[] args) {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    Client client = new Client(new FileInputStream(FileDescriptor.in), out, err, System.getenv());
    int exitCode = client.run(args);
    // Not by returning: a thread that still sends must not keep the program.
    System.exit(exitCode);
  }
}
