package org.albatross.client.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.albatross.client.error.ClientException;
import org.albatross.client.request.Request;
import org.albatross.client.request.Upload;
import org.albatross.client.request.Values;
import org.albatross.core.model.Bytes;
import org.albatross.core.model.Name;
import org.albatross.core.model.Text;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.model.unikernel.Image;
import org.albatross.core.model.unikernel.UnikernelConfig;
import org.albatross.core.model.unikernel.VmType;

/** {@code create}: starts a unikernel. */
final class CreateCommand extends RequestCommand {
  static final String IMAGE_IN_CERTIFICATE = "--image-in-certificate";

  @Override
  void options(Syntax syntax) {
    syntax.argument("NAME", "the unikernel, such as hello or foo:hello");
    syntax.optionalArgument(
        "IMAGE", "the file of the image, - for the standard input (none for BHyve)");
    syntax.option("TYPE", "solo5 or bhyve (solo5)", "--typ");
    syntax.flag("replace one of that name that runs", "-f", "--force");
    ArgumentOptions.declare(syntax);
    compressionOption(syntax);
    syntax.flag(
        "with --destination: the image inside the certificate, as the original sends it",
        IMAGE_IN_CERTIFICATE);
    syntax.addedByUs(IMAGE_IN_CERTIFICATE);
  }

  @Override
  Optional<String> warning(ParsedLine line) throws ClientException {
    Optional<String> ofArguments = ArgumentOptions.warning(line);
    return ofArguments.isPresent() || Target.of(line) != Target.FILE || type(line) != VmType.SOLO5
        ? ofArguments
        : ImageCheck.warning(image(line));
  }

  @Override
  List<Request> requests(ParsedLine line) throws ClientException {
    Name name = Values.fullName(line.argument(0));
    Arguments arguments = ArgumentOptions.arguments(line);
    int level = compression(line);
    boolean force = line.has("--force");
    if (line.has(IMAGE_IN_CERTIFICATE) && Target.of(line) == Target.LOCAL) {
      throw ClientException.usage(IMAGE_IN_CERTIFICATE + " goes with --destination");
    }
    if (type(line) == VmType.BHYVE) {
      UnikernelConfig config = new UnikernelConfig(VmType.BHYVE, Image.NONE, arguments);
      return List.of(Request.of(name, new UnikernelCommand.Create(config, force, false)));
    }
    Path file = image(line);
    if (Target.of(line) != Target.LOCAL) {
      ImageCheck.check(file, arguments);
    }
    Upload upload = Upload.image(file, level);
    Image image = new Image(upload.compressed(), Bytes.EMPTY);
    UnikernelConfig config = new UnikernelConfig(VmType.SOLO5, image, arguments);
    return List.of(
        Request.uploading(name, new UnikernelCommand.Create(config, force, true), upload));
  }

  private static Path image(ParsedLine line) throws ClientException {
    Optional<String> argument = line.optionalArgument(1);
    if (argument.isEmpty()) {
      throw ClientException.usage("IMAGE is missing")
          .hint("albatross-client create NAME IMAGE [OPTIONS]");
    }
    Path image = Values.input("IMAGE", argument.get());
    try {
      if (Files.isRegularFile(image) && Files.size(image) == 0) {
        throw ClientException.other("the image " + image + " is empty");
      }
    } catch (IOException e) {
      throw ClientException.file("cannot read the image", e);
    }
    return image;
  }

  private static VmType type(ParsedLine line) throws ClientException {
    String type = line.value("--typ").orElse("solo5");
    return switch (type) {
      case "solo5" -> VmType.SOLO5;
      case "bhyve" -> VmType.BHYVE;
      default -> throw ClientException.usage("--typ wants solo5 or bhyve, not " + Text.quote(type));
    };
  }
}
