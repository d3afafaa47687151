package org.albatross.albatrossd.link;

import java.util.List;
import org.albatross.albatrossd.life.Tender;
import org.albatross.albatrossd.unikernel.Peers;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.host.HostFacts;
import org.albatross.core.model.Name;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.net.Connection;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.FrameHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to albatross-stats, which opens it. Nothing waits for statistics: what cannot be told is
 * logged, and all is told again when albatross-stats comes back. Used on the loop's thread only.
 */
public final class StatsLink implements Peers {
  private static final Logger LOG = LoggerFactory.getLogger(StatsLink.class);

  private final PeerLink link;
  private boolean closing;

  public StatsLink(EventLoop loop) {
    link = new PeerLink("albatross-stats", loop, this::onLost);
  }

  private void onLost() {
    if (!closing) {
      LOG.warn("albatross-stats is gone");
    }
  }

  /** It is left from here. */
  public void close() {
    closing = true;
  }

  /** Who handles what comes over the link from now on. */
  public FrameHandler attach(Connection connection) {
    link.attach(connection);
    return link;
  }

  @Override
  public void started(Name name, Tender tender) {
    List<StatsCommand.Tap> taps =
        tender.taps().stream().map(tap -> new StatsCommand.Tap(tap.net(), tap.tap())).toList();
    String device = HostFacts.isFreeBsd() ? "solo5-" + tender.pid() : "";
    tell(name, new StatsCommand.Add(device, tender.pid(), taps));
  }

  @Override
  public void ended(Name name) {
    tell(name, new StatsCommand.Remove());
  }

  private void tell(Name name, StatsCommand command) {
    if (link.isConnected()) {
      var unused =
          link.ask(name, command)
              .exceptionally(
                  failure -> {
                    // Mostly it has ended meanwhile; else albatross-stats has told why.
                    LOG.debug("statistics of {}: {}", name, Work.cause(failure).getMessage());
                    return null;
                  });
    }
  }
}
