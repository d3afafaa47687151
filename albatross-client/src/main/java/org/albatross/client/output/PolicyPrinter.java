package org.albatross.client.output;

import java.io.IOException;
import java.util.List;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.policy.Policy;

/** Shows policies as a table. */
final class PolicyPrinter {
  private PolicyPrinter() {}

  static void print(Output out, Style style, Name asked, List<Named<Policy>> policies)
      throws IOException {
    if (policies.isEmpty()) {
      out.line("no policies");
      return;
    }
    Table table = new Table("PATH", ">UNIKERNELS", ">MEMORY", "CPU IDS", ">STORAGE", "BRIDGES");
    for (Named<Policy> each : policies) {
      Policy policy = each.value();
      table.row(
          Names.resolve(asked, each.name()).toString(),
          Units.count(policy.unikernels()),
          Units.megabytes(policy.memory()),
          Names.join(policy.cpuIds()),
          policy.block().isPresent() ? Units.megabytes(policy.block().getAsLong()) : "-",
          Names.join(policy.bridges()));
    }
    table.print(out, style);
  }
}
