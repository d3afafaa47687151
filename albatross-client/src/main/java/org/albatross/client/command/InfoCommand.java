package org.albatross.client.command;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Values;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Named;
import org.albatross.core.model.SortedSets;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.Success;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.OnFailure;
import org.albatross.core.model.unikernel.UnikernelInfo;
import org.albatross.core.model.unikernel.UnikernelStatus;
import org.albatross.core.model.unikernel.VmType;

/** {@code info}: shows unikernels. */
final class InfoCommand extends RequestCommand {
  @Override
  void options(Syntax syntax) {
    syntax.option("NAME", "one unikernel, or a path such as foo:", "-n", "--name");
  }

  @Override
  List<Payload> typicalMessages() {
    UnikernelInfo some =
        new UnikernelInfo(
            VmType.SOLO5,
            OptionalLong.empty(),
            new OnFailure.Quit(),
            SortedSets.copyOf(List.of(0L)),
            1,
            Bytes.EMPTY,
            List.of(),
            List.of(),
            Optional.empty(),
            Instant.EPOCH,
            1,
            Optional.empty());
    UnikernelStatus status =
        new UnikernelStatus(some, new UnikernelStatus.Phase.Running(), 0, Optional.empty());
    return List.of(
        new UnikernelCommand.InfoState(),
        new Success.UnikernelStates(List.of(new Named<>(Name.ROOT, status))));
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.name(line.value("--name").orElse(":"));
    return List.of(Request.of(name, new UnikernelCommand.InfoState()));
  }
}
