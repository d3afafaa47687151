package org.albatross.albatrossd;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.albatross.albatrossd.block.BlockCommands;
import org.albatross.albatrossd.block.BlockFiles;
import org.albatross.albatrossd.block.BlockTransfers;
import org.albatross.albatrossd.image.ImageTransfers;
import org.albatross.albatrossd.image.UnikernelCommands;
import org.albatross.albatrossd.launch.Host;
import org.albatross.albatrossd.launch.HostRunner;
import org.albatross.albatrossd.launch.Launcher;
import org.albatross.albatrossd.launch.Settlement;
import org.albatross.albatrossd.life.Moment;
import org.albatross.albatrossd.life.Unikernel;
import org.albatross.albatrossd.link.ConsoleLink;
import org.albatross.albatrossd.link.StatsLink;
import org.albatross.albatrossd.session.PolicyCommands;
import org.albatross.albatrossd.session.Session;
import org.albatross.albatrossd.session.Transfers;
import org.albatross.albatrossd.settings.Directories;
import org.albatross.albatrossd.settings.Settings;
import org.albatross.albatrossd.state.Kept;
import org.albatross.albatrossd.state.StateStore;
import org.albatross.albatrossd.unikernel.Holdings;
import org.albatross.albatrossd.unikernel.HoldingsPoints;
import org.albatross.albatrossd.unikernel.Infos;
import org.albatross.albatrossd.unikernel.TimedRunner;
import org.albatross.albatrossd.unikernel.Unikernels;
import org.albatross.albatrossd.work.Bulk;
import org.albatross.albatrossd.work.Owner;
import org.albatross.albatrossd.work.OwnerShares;
import org.albatross.albatrossd.work.Work;
import org.albatross.core.daemon.Daemon;
import org.albatross.core.daemon.Pools;
import org.albatross.core.host.file.DirectoryLock;
import org.albatross.core.host.process.Reaper;
import org.albatross.core.metrics.Measured;
import org.albatross.core.metrics.Point;
import org.albatross.core.metrics.SelfReport;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.Name;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.Text;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.model.policy.Resources;
import org.albatross.core.net.Connection;
import org.albatross.core.net.EventLoop;
import org.albatross.core.net.FrameHandler;
import org.albatross.core.net.UnixServer;
import org.albatross.core.store.ImageStore;
import org.albatross.core.store.Manifest;
import org.albatross.core.transfer.DiskShares;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of albatrossd together, brings up what the state has, and serves. */
final class Albatrossd implements Daemon, Measured {
  private static final Logger LOG = LoggerFactory.getLogger(Albatrossd.class);
  private static final String PROGRAM = "albatrossd";
  private static final int WORKERS = 4;
  private static final int MAX_CONNECTIONS = 512;

  /** A tender may take ten seconds to end, and what it had a moment more. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(25);

  private final Settings settings;
  private final List<DirectoryLock> locks;
  private final EventLoop loop;
  private final Reaper reaper;
  private final ExecutorService workers;
  private final Bulk bulk;
  private final UnixServer server;
  private final ConsoleLink console;
  private final StatsLink stats;
  private final Unikernels unikernels;
  private final Holdings holdings;
  private final TimedRunner timed;
  private final PolicyCommands policies;
  private final Session.Dispatch dispatch;
  private final Manifest restored;
  private boolean stopping;

  /** How to get the listening socket. */
  interface Listener {
    ServerSocketChannel listen(Path socket) throws AlbatrossException, IOException;
  }

  static Albatrossd open(Settings settings, Listener listener)
      throws AlbatrossException, IOException {
    EventLoop loop = new EventLoop();
    boolean opened = false;
    try {
      Albatrossd daemon = new Albatrossd(settings, loop, listener);
      opened = true;
      return daemon;
    } finally {
      if (!opened) {
        loop.close();
      }
    }
  }

  private Albatrossd(Settings settings, EventLoop loop, Listener listener)
      throws AlbatrossException, IOException {
    this.settings = settings;
    this.loop = loop;
    Directories directories = settings.directories();
    locks = locks(directories);
    workers = Pools.bounded("worker", WORKERS);
    bulk = new Bulk(loop);
    Work work = new Work(workers, loop);
    console = new ConsoleLink(directories.runtime().consoleSocket(), loop, work);
    stats = new StatsLink(loop);
    Kept kept = Kept.read(directories);
    restored = kept.manifest();
    BlockFiles files = new BlockFiles(directories);
    holdings = new Holdings(restoredResources(settings, restored, files.scan()));
    Host host = Host.of(settings);
    Launcher launcher = new Launcher(settings, kept.images(), host);
    logRootPolicy(launcher.rootPolicy());
    directories.runtime().makeFifoDirectory();
    reaper = new Reaper();
    HostRunner runner =
        new HostRunner(launcher, work, loop, reaper, console, InstantSource.system());
    StateStore store =
        new StateStore(kept.file(), kept.images(), work, loop::schedule, this::state);
    timed = new TimedRunner(runner);
    unikernels = new Unikernels(timed, stats, holdings, store, Albatrossd::now);
    policies =
        new PolicyCommands(holdings, runner, store, InstantSource.system(), restored.issued());
    dispatch = dispatch(runner, files, store, kept.images());
    console.onReconnect(unikernels::consoleIsBack);
    console.connect();
    server = server(listener);
    new Settlement(directories, host).run();
  }

  private UnixServer server(Listener listener) throws AlbatrossException, IOException {
    Path socket = settings.directories().runtime().daemonSocket();
    UnixServer.Limits limits = UnixServer.Limits.of(MAX_CONNECTIONS, settings.maxMessage());
    return new UnixServer(loop, listener.listen(socket), socket, limits);
  }

  /** Before anything is looked at: what another one works on must not be tidied away. */
  private static List<DirectoryLock> locks(Directories directories) throws AlbatrossException {
    return List.of(
        DirectoryLock.take(directories.db(), PROGRAM),
        DirectoryLock.take(directories.runtime().daemonSocket().getParent(), PROGRAM));
  }

  private Session.Dispatch dispatch(
      HostRunner runner, BlockFiles files, StateStore store, ImageStore images) {
    int limit = settings.maxMessage();
    Infos infos = new Infos(unikernels, holdings);
    DiskShares<Owner> disk = new DiskShares<>(settings.directories().db(), Owner::isAdministrator);
    UnikernelCommands commands =
        new UnikernelCommands(unikernels, infos, images, store, bulk, disk);
    BlockCommands blocks = new BlockCommands(holdings, runner, files, bulk);
    Transfers transfers =
        new Transfers(
            new BlockTransfers(blocks, files, disk, limit),
            new ImageTransfers(unikernels, commands, images, store, disk, limit));
    return new Session.Dispatch(
        commands, policies, blocks, transfers, new OwnerShares(), bulk, loop, this::registerStats);
  }

  private static Resources restoredResources(
      Settings settings, Manifest state, NameTrie<Long> blocks) {
    Resources resources =
        Resources.empty(settings.zvolPath())
            // The original keeps the root's policy too, as the host was when it was written.
            .withPolicies(state.policies().without(Name.ROOT));
    for (var block : blocks.entries()) {
      resources = resources.withBlock(block.name(), block.value());
    }
    return resources;
  }

  private static void logRootPolicy(Policy root) {
    LOG.info(
        "this host has the CPU ids {}, {} MB of memory, {} MB for block devices, the bridges {}",
        Text.list(root.cpuIds()),
        root.memory(),
        root.block().orElse(0),
        Text.list(root.bridges()));
  }

  private Manifest state() {
    return new Manifest(unikernels.configs(), holdings.resources().policies(), policies.issued());
  }

  private FrameHandler registerStats(Connection connection) {
    FrameHandler handler = stats.attach(connection);
    for (Unikernel each : unikernels.running(Name.ROOT)) {
      stats.started(each.name(), each.running().orElseThrow());
    }
    return handler;
  }

  private static Moment now() {
    return new Moment(Instant.now(), Duration.ofNanos(System.nanoTime()));
  }

  @Override
  public EventLoop loop() {
    return loop;
  }

  @Override
  public List<Point> points(String vm) {
    List<Point> points = new ArrayList<>(HoldingsPoints.of(vm, holdings.resources()));
    points.add(timed.point(vm));
    points.add(SelfReport.connections(vm, server));
    return points;
  }

  @Override
  public void run() throws IOException {
    loop.execute(
        () ->
            Work.unheard(
                unikernels
                    .restore(restored.unikernels())
                    .handle(
                        (done, failure) -> {
                          if (failure != null) {
                            LOG.error("could not start all unikernels", Work.cause(failure));
                          }
                          serve();
                          return null;
                        })));
    loop.run();
  }

  private void serve() {
    if (stopping) {
      return;
    }
    try {
      server.serve(role -> new Session(dispatch, role));
      LOG.info(
          "started what the state has, listening on {}",
          settings.directories().runtime().daemonSocket());
    } catch (IOException e) {
      LOG.error("cannot serve: {}", e.getMessage());
      stop();
    }
  }

  @Override
  public void stop() {
    loop.execute(
        () -> {
          if (stopping) {
            return;
          }
          stopping = true;
          LOG.info("ending all unikernels; they start again with albatrossd");
          console.close();
          stats.close();
          server.stop();
          Work.unheard(unikernels.stop().whenComplete((done, failure) -> loop.stop()));
        });
  }

  @Override
  public Duration stopTimeout() {
    return STOP_TIMEOUT;
  }

  @Override
  public void close() throws IOException {
    workers.shutdown();
    bulk.close();
    loop.close();
    reaper.close();
    try {
      if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.warn("something is still being written");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    server.close();
    for (DirectoryLock lock : locks) {
      lock.close();
    }
  }
}
