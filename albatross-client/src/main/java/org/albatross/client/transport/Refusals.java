package org.albatross.client.transport;

import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;

/** What a daemon's refusal may mean to a person. */
final class Refusals {
  private Refusals() {}

  static ClientException explain(Request request, Payload.Failure failure) {
    String message = failure.message().isEmpty() ? "refused, without a reason" : failure.message();
    ClientException refusal = ClientException.refused(message);
    boolean aboutCpus = message.toLowerCase(Locale.ROOT).contains("cpu");
    if (aboutCpus && !cpuIds(request.command()).isEmpty()) {
      return refusal.hint(
          "--cpu names a CPU by its id (0 is the first), not how many; repeat it for several");
    }
    return refusal;
  }

  private static SortedSet<Long> cpuIds(Payload.Command command) {
    return command instanceof PolicyCommand.Add add
        ? add.policy().cpuIds()
        : UnikernelCommand.arguments(command).map(Arguments::cpuIds).orElseGet(TreeSet::new);
  }
}
