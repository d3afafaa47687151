package org.albatross.client.stats;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import org.albatross.client.output.Output;
import org.albatross.client.output.Units;

/** Each sample as a line that a program can read: key=value, in plain numbers. */
public final class StatsLines extends StatsReplies {
  private final Output out;

  public StatsLines(Output out) {
    super(new Observed());
    this.out = out;
  }

  @Override
  void onUsage(Usage usage, Instant time) throws IOException {
    out.line(
            Units.timestamp(time, ZoneId.systemDefault())
                + " "
                + usage.name().toString()
                + " cpu="
                + Figures.percent(usage.cpu())
                + " memory="
                + usage.memory()
                + " in="
                + Figures.whole(usage.in())
                + " out="
                + Figures.whole(usage.out())
                + " uptime="
                + usage.uptime().toSeconds())
        .flush();
  }
}
