package org.albatross.core.host.tap;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.albatross.core.host.CommandRunner;
import org.albatross.core.host.HostException;
import org.albatross.core.model.Text;

/** Bridges and taps by ifconfig(8) of FreeBSD. */
public final class FreeBsdNetwork implements Network {
  private static final String IFCONFIG = "ifconfig";

  private static final Pattern MTU = Pattern.compile("\\bmtu ([0-9]{1,10})\\b");

  private final CommandRunner runner;

  public FreeBsdNetwork(CommandRunner runner) {
    this.runner = runner;
  }

  @Override
  public SortedSet<String> bridges() throws HostException {
    String names = runner.succeed(List.of(IFCONFIG, "-g", "bridge"));
    return Arrays.stream(names.split("\\s+"))
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Override
  public String createTap(String bridge, String label, OptionalInt owner) throws HostException {
    if (!bridges().contains(bridge)) {
      throw new HostException("bridge " + Text.quote(bridge) + " does not exist");
    }
    String mtu = mtu(bridge);
    String tap = runner.succeed(List.of(IFCONFIG, "tap", "create")).strip();
    if (!isTap(tap)) {
      throw new HostException("ifconfig made no tap but said " + Text.quote(tap));
    }
    try {
      run(List.of(IFCONFIG, tap, "description", label));
      if (owner.isPresent()) {
        run(List.of("chown", String.valueOf(owner.getAsInt()), "/dev/" + tap));
      }
      run(List.of(IFCONFIG, tap, "ether", TapAddress.random().toString()));
      run(List.of(IFCONFIG, tap, "mtu", mtu));
      run(List.of(IFCONFIG, bridge, "addm", tap));
    } catch (HostException e) {
      destroyAfter(e, tap);
      throw e;
    }
    return tap;
  }

  private String mtu(String bridge) throws HostException {
    String shown = runner.succeed(List.of(IFCONFIG, bridge));
    Matcher mtu = MTU.matcher(shown);
    if (!mtu.find()) {
      throw new HostException("ifconfig tells no mtu of the bridge " + Text.quote(bridge));
    }
    return mtu.group(1);
  }

  @Override
  public List<String> taps(String labelPrefix) throws HostException {
    List<String> found = new ArrayList<>();
    for (String tap : runner.succeed(List.of(IFCONFIG, "-g", "tap")).split("\\s+", -1)) {
      if (isTap(tap)
          && runner
              .succeed(List.of(IFCONFIG, tap))
              .lines()
              .anyMatch(line -> line.strip().startsWith("description: " + labelPrefix))) {
        found.add(tap);
      }
    }
    return found;
  }

  @Override
  public void destroyTap(String tap) throws HostException {
    if (!isTap(tap)) {
      throw new HostException("interface " + Text.quote(tap) + " is not a tap");
    }
    if (runner.run(List.of(IFCONFIG, tap)).exitCode() == 0) {
      run(List.of(IFCONFIG, tap, "destroy"));
    }
  }

  private void run(List<String> command) throws HostException {
    String ignored = runner.succeed(command);
  }

  private void destroyAfter(HostException failure, String tap) {
    try {
      destroyTap(tap);
    } catch (HostException e) {
      failure.addSuppressed(e);
    }
  }

  private static boolean isTap(String name) {
    return name.matches("tap[0-9]{1,10}");
  }
}
