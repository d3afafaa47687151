package org.albatross.client.command;

import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.core.model.Text;

/** The commands by name. Only the one that is asked for is loaded. */
public final class Commands {
  private static final String[][] DESCRIPTIONS = {
    {"policy", "Show policies."},
    {"add-policy", "Add a policy, or replace the one that is there."},
    {"replace-policy", "The same as add-policy."},
    {"remove-policy", "Remove a policy."},
    {"info", "Show the unikernels that run."},
    {"get", "Write the image of a unikernel that runs to a file."},
    {"create", "Create and start a unikernel."},
    {"restart", "Restart a unikernel, optionally with new arguments."},
    {"destroy", "Stop a unikernel and forget it."},
    {"console", "Show the console of a unikernel."},
    {"inactive-consoles", "List consoles that are kept of unikernels that are gone."},
    {"stats", "Show what unikernels use, as it changes."},
    {"top", "Show what unikernels use on the whole screen."},
    {"stats-add", "Have a process watched by albatross-stats."},
    {"stats-remove", "Have a process watched no longer."},
    {"block", "Show block devices."},
    {"create-block", "Create a block device."},
    {"set-block", "Overwrite a block device with the content of a file."},
    {"dump-block", "Write the content of a block device to a file."},
    {"destroy-block", "Destroy a block device and its content."},
    {"update", "Update a unikernel to the newest build of its image."},
    {"generate", "Make a certificate authority, and a certificate for the endpoint."},
    {"sign", "Sign a request that --csr wrote."},
    {"certificate", "Send the request in a certificate that was signed."},
    {"inspect-dump", "Show what a state on disk holds, the original's or ours."},
    {"extract-dump", "Write an image of a state on disk to a file."},
    {"export-dump", "Write our state on disk as one file of the original."},
    {"decode", "Decode messages in hexadecimal, one a line of the standard input."},
    {"help", "Show help about a command or topic."},
  };

  private Commands() {}

  public static Optional<ClientCommand> find(String name) {
    return switch (name) {
      case "policy" -> Optional.of(new PolicyCommandLine());
      case "add-policy", "replace-policy" -> Optional.of(new AddPolicyCommand());
      case "remove-policy" -> Optional.of(new RemovePolicyCommand());
      case "info" -> Optional.of(new InfoCommand());
      case "get" -> Optional.of(new GetCommand());
      case "create" -> Optional.of(new CreateCommand());
      case "restart" -> Optional.of(new RestartCommand());
      case "destroy" -> Optional.of(new DestroyCommand());
      case "console" -> Optional.of(new ConsoleCommandLine());
      case "inactive-consoles" -> Optional.of(new InactiveConsolesCommand());
      case "stats" -> Optional.of(new StatsCommandLine());
      case "top" -> Optional.of(new TopCommand());
      case "stats-add" -> Optional.of(new StatsAddCommand());
      case "stats-remove" -> Optional.of(new StatsRemoveCommand());
      case "block" -> Optional.of(new BlockInfoCommand());
      case "create-block" -> Optional.of(new CreateBlockCommand());
      case "set-block" -> Optional.of(new SetBlockCommand());
      case "dump-block" -> Optional.of(new DumpBlockCommand());
      case "destroy-block" -> Optional.of(new DestroyBlockCommand());
      case "update" -> Optional.of(new UpdateCommand());
      case "generate" -> Optional.of(new GenerateCommand());
      case "sign" -> Optional.of(new SignCommand());
      case "certificate" -> Optional.of(new CertificateCommand());
      case "inspect-dump" -> Optional.of(new InspectDumpCommand());
      case "extract-dump" -> Optional.of(new ExtractDumpCommand());
      case "export-dump" -> Optional.of(new ExportDumpCommand());
      case "decode" -> Optional.of(new DecodeCommand());
      case "help" -> Optional.of(new HelpCommand());
      default -> Optional.empty();
    };
  }

  /** All commands: the name and what it does. */
  static String[][] descriptions() {
    return DESCRIPTIONS;
  }

  public static String description(String name) {
    for (String[] each : DESCRIPTIONS) {
      if (each[0].equals(name)) {
        return each[1];
      }
    }
    throw new IllegalArgumentException("no description of " + name);
  }

  public static ClientException unknown(String name) {
    return ClientException.usage("there is no command " + Text.quote(name))
        .hint("albatross-client help lists the commands");
  }
}
