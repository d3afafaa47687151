package org.albatross.client.stats;

import java.io.IOError;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.albatross.client.error.ClientException;
import org.albatross.client.transport.ReplyHandler;
import org.albatross.core.model.AlbatrossException;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStyle;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/**
 * What unikernels use on the whole screen. JLine moves the cursor and reads keys, and asks stty(1)
 * for what the JDK does not know: its native code is not used, about which new JDKs warn.
 */
public final class Top {
  private static final long LOOK_MILLIS = 250;
  private static final String LINES = "albatross-client stats prints lines anywhere";

  /** JLine would tell of its troubles in the middle of the screen; held, as its level goes else. */
  private static final Logger JLINE = Logger.getLogger("org.jline");

  private final Observed observed = new Observed();
  private final Terminal terminal;
  private final Display display;
  private volatile boolean quit;
  private volatile Optional<Throwable> failure = Optional.empty();
  private TopView view;
  private List<Observed.Watched> shown = List.of();

  /** Gets the answers, on whatever thread. */
  public interface Asking {
    void ask(ReplyHandler replies) throws AlbatrossException, IOException;
  }

  private final class Replies extends StatsReplies {
    Replies() {
      super(observed);
    }

    @Override
    void onUsage(Usage usage, Instant time) {}
  }

  private Top(Terminal terminal) {
    this.terminal = terminal;
    this.display = new Display(terminal, true);
    this.view = TopView.initial(terminal.encoding().equals(StandardCharsets.UTF_8));
  }

  /**
   * Shows what comes until somebody quits, or nothing more comes.
   *
   * @param type what the terminal is called, TERM; one that this host does not know, or without a
   *     name, gets plain ANSI
   */
  public static void run(String type, Asking asking) throws AlbatrossException, IOException {
    JLINE.setLevel(Level.OFF);
    Terminal terminal = open(type);
    try {
      if (terminal.getStringCapability(Capability.cursor_address) == null) {
        throw ClientException.other("top cannot move the cursor of TERM=" + type).hint(LINES);
      }
      new Top(terminal).show(asking);
    } finally {
      close(terminal);
    }
  }

  private static Terminal open(String type) throws ClientException {
    try {
      return TerminalBuilder.builder()
          .system(true)
          .provider("exec")
          .type(type.isEmpty() ? "ansi" : type)
          .dumb(false)
          .build();
    } catch (IOException | IllegalStateException e) {
      throw ClientException.other("top needs a terminal: " + e.getMessage()).hint(LINES);
    }
  }

  /** One that is gone needs no more. */
  private static void close(Terminal terminal) {
    try {
      terminal.close();
    } catch (IOException | IOError | IllegalStateException e) {
      return;
    }
  }

  /** JLine throws all three where a terminal went away, as when its window is closed. */
  private void show(Asking asking) throws AlbatrossException, IOException {
    try {
      showOnScreen(asking);
    } catch (IOException | IOError | IllegalStateException e) {
      throw ClientException.other("the terminal is gone");
    }
    rethrow();
  }

  private void showOnScreen(Asking asking) throws IOException {
    Attributes before = terminal.enterRawMode();
    // Whatever ends this program, the terminal is left as it was.
    Thread restoring = new Thread(() -> restore(before), "restore");
    Runtime.getRuntime().addShutdownHook(restoring);
    try {
      terminal.handle(Terminal.Signal.INT, signal -> quit = true);
      clear();
      start(asking);
      loop();
    } finally {
      restore(before);
      Runtime.getRuntime().removeShutdownHook(restoring);
    }
  }

  /** The display takes it for granted that it begins with nothing on the screen, at its top. */
  private void clear() {
    tell(Capability.enter_ca_mode);
    tell(Capability.cursor_invisible);
    tell(Capability.clear_screen);
  }

  /** A terminal that lacks the capability goes without. */
  private void tell(Capability capability, Object... parameters) {
    boolean ignored = terminal.puts(capability, parameters);
  }

  private void restore(Attributes before) {
    try {
      if (terminal.getStringCapability(Capability.exit_ca_mode) == null) {
        // There is no screen of before to go back to: what comes next takes the line of the keys.
        tell(Capability.cursor_address, size().rows() - 1, 0);
        tell(Capability.clr_eol);
      }
      tell(Capability.cursor_visible);
      tell(Capability.exit_ca_mode);
      terminal.flush();
      terminal.setAttributes(before);
    } catch (IOError | IllegalStateException e) {
      return; // it is gone, and so is all that was to be restored
    }
  }

  private void start(Asking asking) {
    Thread thread =
        new Thread(
            () -> {
              try {
                asking.ask(new Replies());
              } catch (AlbatrossException | IOException | RuntimeException e) {
                failure = Optional.of(e);
              }
              quit = true;
            },
            "statistics");
    thread.setDaemon(true);
    thread.start();
  }

  private void rethrow() throws AlbatrossException, IOException {
    if (failure.isPresent()) {
      Throwable cause = failure.get();
      if (cause instanceof AlbatrossException e) {
        throw e;
      }
      if (cause instanceof IOException e) {
        throw e;
      }
      throw new IllegalStateException(cause);
    }
  }

  private void loop() throws IOException {
    long seen = -1;
    TerminalSize drawnFor = new TerminalSize(0, 0);
    boolean changed = true;
    while (!quit) {
      TerminalSize size = size();
      long version = observed.version();
      if (changed || version != seen || !size.equals(drawnFor)) {
        seen = version;
        drawnFor = size;
        draw(size);
      }
      changed = handle(Key.read(terminal.reader(), LOOK_MILLIS), size);
    }
  }

  private TerminalSize size() {
    Size size = terminal.getSize();
    return new TerminalSize(Math.max(1, size.getRows()), Math.max(1, size.getColumns()));
  }

  private void draw(TerminalSize size) {
    shown = observed.now(System.nanoTime());
    List<AttributedString> lines = new ArrayList<>();
    for (String line : view.lines(shown, size)) {
      lines.add(new AttributedString(line, style(lines.size(), size)));
    }
    display.resize(Size.of(size.columns(), size.rows()));
    display.update(lines, 0);
  }

  private static AttributedStyle style(int line, TerminalSize size) {
    if (line == 0) {
      return AttributedStyle.BOLD;
    }
    if (line == TopView.HEADINGS) {
      return AttributedStyle.INVERSE;
    }
    return line == size.rows() - 1 ? AttributedStyle.DEFAULT.faint() : AttributedStyle.DEFAULT;
  }

  /** Whether there is something else to be seen now. */
  private boolean handle(Key key, TerminalSize size) {
    int page = Math.max(1, size.rows() - TopView.FRAME);
    TopView before = view;
    switch (key) {
      case QUIT -> quit = true;
      case CPU -> view = view.sortedBy(TopView.Order.CPU);
      case MEMORY -> view = view.sortedBy(TopView.Order.MEMORY);
      case IN -> view = view.sortedBy(TopView.Order.IN);
      case OUT -> view = view.sortedBy(TopView.Order.OUT);
      case UPTIME -> view = view.sortedBy(TopView.Order.UPTIME);
      case NAME -> view = view.sortedBy(TopView.Order.NAME);
      case REVERSE -> view = view.reverse();
      case UP -> view = view.scrolled(-1, shown.size() - page + 1);
      case DOWN -> view = view.scrolled(1, shown.size() - page + 1);
      case PAGE_UP -> view = view.scrolled(-page, shown.size() - page + 1);
      case PAGE_DOWN -> view = view.scrolled(page, shown.size() - page + 1);
      case NONE -> {}
    }
    return !view.equals(before);
  }
}
