package org.albatross.core.host;

import jnr.ffi.Pointer;
import org.albatross.core.model.Utf8;

/** The host's log, by syslog(3). There is one per process. */
public final class Syslog {
  private static final int LOG_PID = 1;
  private static final int LOG_DAEMON = 3 << 3;

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

  /** Logs a message; without a log daemon it is lost. */
  public static synchronized void log(Priority priority, String message) {
    if (ident == null) {
      throw new IllegalStateException("the log was not opened");
    }
    byte[] text = Utf8.encode(message.replace('\0', ' ') + '\0');
    Native.LIBC.syslog(priority.number, Utf8.encode("%s\0"), text);
  }
}
