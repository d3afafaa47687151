package org.albatross.core.daemon;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP: many a daemon reads its files again then, and a terminal that is closed sends it to all
 * that was started there. The JVM would end, and with albatrossd all unikernels.
 *
 * <p>The JDK's way is {@code sun.misc.Signal} of its module jdk.unsupported. It is called by
 * reflection, since javac's warning of it cannot be turned off for a class.
 */
final class HangUp {
  private static final Logger LOG = LoggerFactory.getLogger(HangUp.class);

  private HangUp() {}

  /** From now on nothing ends by it; a process that was started to ignore it goes on to do so. */
  static void outlive() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object said =
          Proxy.newProxyInstance(
              HangUp.class.getClassLoader(), new Class<?>[] {handler}, HangUp::called);
      Object unused =
          signal
              .getMethod("handle", signal, handler)
              .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), said);
    } catch (InvocationTargetException e) {
      // The JVM leaves signals alone (-Xrs).
      LOG.warn("SIGHUP will end this process: {}", e.getCause().getMessage());
    } catch (ReflectiveOperationException e) {
      LOG.warn("SIGHUP will end this process: {}", e.toString());
    }
  }

  private static Object called(Object proxy, Method method, Object... arguments) {
    return switch (method.getName()) {
      case "handle" -> {
        LOG.warn("SIGHUP: nothing is read again; to have new settings, start it again");
        yield null;
      }
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "handler of SIGHUP";
    };
  }
}
