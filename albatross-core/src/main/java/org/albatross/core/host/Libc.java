package org.albatross.core.host;

import java.nio.ByteBuffer;
import jnr.ffi.Pointer;
import jnr.ffi.annotations.In;
import jnr.ffi.annotations.Out;

/** The C library. */
public final class Libc {
  private Libc() {}

  /**
   * The functions that are used, as they are: arguments and results as in their manual pages,
   * errors in errno. {@link Native} has the instance. Paths and names go as bytes that end with a
   * zero, for they need not be UTF-8. Public, since the class that implements it is made in another
   * class loader.
   */
  public interface Functions {
    int open(@In byte[] path, int flags, int mode);

    int close(int descriptor);

    long read(int descriptor, @Out ByteBuffer buffer, long size);

    long write(int descriptor, @In ByteBuffer buffer, long size);

    int fcntl(int descriptor, int command, int argument);

    int dup2(int from, int to);

    int pipe2(@Out int[] ends, int flags);

    int poll(Pointer descriptors, long count, int timeout);

    int mkfifo(@In byte[] path, int mode);

    int fchmodat(int directory, @In byte[] path, int mode, int flags);

    int renameat2(int fromDirectory, @In byte[] from, int toDirectory, @In byte[] to, int flags);

    int getpagesize();

    int geteuid();

    int isatty(int descriptor);

    int kill(int pid, int signal);

    int waitpid(int pid, @Out int[] status, int options);

    int waitid(int type, long id, @Out byte[] info, int options);

    int posix_spawnp(
        @Out int[] pid,
        @In byte[] file,
        Pointer actions,
        Pointer attributes,
        Pointer argv,
        Pointer environment);

    int posix_spawn_file_actions_init(Pointer actions);

    int posix_spawn_file_actions_destroy(Pointer actions);

    int posix_spawn_file_actions_adddup2(Pointer actions, int from, int to);

    int posix_spawn_file_actions_addclosefrom_np(Pointer actions, int from);

    int posix_spawnattr_init(Pointer attributes);

    int posix_spawnattr_destroy(Pointer attributes);

    int posix_spawnattr_setflags(Pointer attributes, short flags);

    int posix_spawnattr_setsigmask(Pointer attributes, @In byte[] signals);

    int posix_spawnattr_setsigdefault(Pointer attributes, @In byte[] signals);

    int sigemptyset(@Out byte[] signals);

    int sigfillset(@Out byte[] signals);

    int sched_getaffinity(int pid, long size, @Out byte[] mask);

    int sched_setaffinity(int pid, long size, @In byte[] mask);

    long syscall(long number, long first, long second);

    int socket(int domain, int type, int protocol);

    int listen(int socket, int backlog);

    int getsockopt(int socket, int level, int option, @Out byte[] value, @In @Out int[] length);

    int setsockopt(int socket, int level, int option, @In byte[] value, int length);

    int ioctl(int descriptor, long request, @In byte[] argument);

    int ioctl(int descriptor, long request, long argument);

    Pointer getpwnam(@In byte[] name);

    String strerror(int error);

    void openlog(Pointer ident, int options, int facility);

    void syslog(int priority, @In byte[] format, @In byte[] message);
  }
}
