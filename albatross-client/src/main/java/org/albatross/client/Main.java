package org.albatross.client;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.nio.file.Path;

/** The program albatross-client. */
public final class Main {
  private static final int MANY_THREADS = 64;

  private Main() {}

  public static void main(String[] args) {
    FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    FileOutputStream err = new FileOutputStream(FileDescriptor.err);
    FileInputStream in = new FileInputStream(FileDescriptor.in);
    Client client = new Client(in, out, err, System.getenv(), Path.of(""));
    int exitCode = client.run(args);
    // From Java 21 on this looks in every jar for somebody who logs it: half of a short command.
    if (exitCode != 0 || isKept()) {
      System.exit(exitCode);
    }
  }

  /**
   * Whether a thread, such as one that still sends, would keep the program if this one returned.
   */
  private static boolean isKept() {
    Thread self = Thread.currentThread();
    Thread[] threads = new Thread[MANY_THREADS];
    int count = self.getThreadGroup().enumerate(threads);
    for (int i = 0; i < count; i++) {
      if (threads[i] != self && !threads[i].isDaemon()) {
        return true;
      }
    }
    return count == MANY_THREADS;
  }
}
