package org.albatross.client.command;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Name;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.policy.Policy;

/** {@code add-policy} and {@code replace-policy}: sets a policy. */
final class AddPolicyCommand extends RequestCommand {
  private static final long DEFAULT_MEMORY = 512;

  /** A policy of 16 MB or less is of no use (docs/protocol/client.md, Certificates). */
  private static final long LEAST_MEMORY = 17;

  @Override
  void options(Syntax syntax) {
    syntax.argument("PATH", "where the policy holds, such as foo:bar");
    syntax.argument("UNIKERNELS", "how many may run");
    syntax.option("MB", "memory for all of them together (512)", "--mem");
    ArgumentOptions.declareCpu(syntax, "the id of a CPU that may be used, not how many");
    syntax.option("MB", "storage for block devices; none without it", "--block", "--size");
    syntax.repeated("NAME", "a bridge that may be used", "--bridge", "--network");
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name path = Values.path(line.argument(0));
    long unikernels = Values.number("UNIKERNELS", line.argument(1), 1, Values.MAX_INTEGER);
    SortedSet<Long> cpuIds = ArgumentOptions.cpuIds(line);
    long memory = line.number("--mem", DEFAULT_MEMORY, LEAST_MEMORY);
    Optional<String> block = line.value("--block");
    OptionalLong storage =
        block.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(Values.number("--block", block.get(), 0, Values.MAX_INTEGER));
    SortedSet<String> bridges = SortedSets.copyOf(line.values("--bridge"));
    if (bridges.contains("")) {
      throw ClientException.usage("--bridge wants the name of a bridge, not an empty text");
    }
    Policy policy = new Policy(cpuIds, unikernels, memory, storage, bridges);
    return List.of(Request.of(path, new PolicyCommand.Add(policy)));
  }
}
