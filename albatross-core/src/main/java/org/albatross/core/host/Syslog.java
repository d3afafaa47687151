package org.albatross.core.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jnr.ffi.Pointer;
import org.albatross.core.model.Utf8;

/** The host's log, by syslog(3). There is one per process. */
public final class Syslog {
  private static final int LOG_PID = 1;
  private static final int LOG_DAEMON = 3 << 3;

  private static final List<Path> SOCKETS =
      List.of(Path.of("/dev/log"), Path.of("/var/run/logpriv"), Path.of("/var/run/log"));

  /** The C library keeps the pointer that it was given. */
  private static Pointer ident;

  /** How important a message is, in syslog's numbers. */
  public enum Priority {
    ERROR(3),
    WARNING(4),
    INFO(6),
    DEBUG(7);

    private final int number;

    Priority(int number) {
      this.number = number;
    }
  }

  private Syslog() {}

  /** Says under which name the messages of this process are logged. */
  public static synchronized void open(String name) throws HostException {
    byte[] bytes = Native.string(name);
    Pointer pointer = Native.memory(bytes.length);
    pointer.put(0, bytes, 0, bytes.length);
    Native.LIBC.openlog(pointer, LOG_PID, LOG_DAEMON);
    ident = pointer;
  }

  /** Whether {@link #open} was called. */
  public static synchronized boolean isOpen() {
    return ident != null;
  }

  /** Whether somebody listens where the C library sends the messages, on Linux or on FreeBSD. */
  public static boolean hasReader() {
    return SOCKETS.stream().anyMatch(Files::exists);
  }

  /** Logs a message; without a log daemon it is lost. */
  public static synchronized void log(Priority priority, String message) {
    if (ident == null) {
      throw new IllegalStateException("the log was not opened");
    }
    byte[] text = Utf8.encode(message.replace('\0', ' ') + '\0');
    Native.LIBC.syslog(priority.number, Utf8.encode("%s\0"), text);
  }
}
