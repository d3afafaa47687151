package org.albatross.client.command;

import java.io.IOException;
import java.util.Optional;
import org.albatross.client.output.DumpPrinter;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.model.NameTrie;
import org.albatross.core.model.policy.Policy;
import org.albatross.core.store.ImageId;

/** {@code inspect-dump}: shows a state on disk. */
final class InspectDumpCommand implements ClientCommand {
  @Override
  public void declare(Syntax syntax) {
    DumpOptions.declare(syntax);
  }

  @Override
  public void run(ParsedLine line, Context context) throws AlbatrossException, IOException {
    DumpPrinter printer = new DumpPrinter(context.out());
    Optional<DumpOptions.Ours> ours = DumpOptions.ours(line);
    NameTrie<Policy> policies;
    if (ours.isPresent()) {
      for (var each : ours.get().manifest().unikernels().entries()) {
        var stored = each.value();
        printer.unikernel(
            each.name(),
            stored.type(),
            stored.arguments(),
            stored.image().map(ImageId::sha256),
            stored.image().map(ImageId::size).orElse(0L));
      }
      policies = ours.get().manifest().policies();
    } else {
      policies = DumpOptions.original(line).read(printer::unikernel);
    }
    printer.finish(policies);
  }
}
