package org.albatross.core.tls;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.albatross.core.model.InvalidNameException;
import org.albatross.core.model.Label;
import org.albatross.core.model.Name;
import org.albatross.core.model.Path;
import org.albatross.core.model.message.BlockCommand;
import org.albatross.core.model.message.ConsoleCommand;
import org.albatross.core.model.message.Payload;
import org.albatross.core.model.message.PolicyCommand;
import org.albatross.core.model.message.StatsCommand;
import org.albatross.core.model.message.UnikernelCommand;
import org.albatross.core.model.policy.ArgumentRules;
import org.albatross.core.model.policy.PolicyException;
import org.albatross.core.model.policy.ResourceRules;
import org.albatross.core.model.unikernel.Arguments;
import org.albatross.core.wire.CertificateExtension;
import org.albatross.core.wire.der.DecodeException;

/**
 * What a client's chain asks for (docs/protocol/daemons.md, albatross-tls-endpoint): its CA
 * certificates carry the path and the policies, its leaf the last label and the command.
 *
 * @param grants the policies along the path, the uppermost first
 * @param name whom the command is about
 */
public record CertificateRequest(List<Grant> grants, Name name, Payload.Command command) {
  public CertificateRequest {
    grants = List.copyOf(grants);
  }

  /**
   * Reads the request of a chain.
   *
   * @throws ChainException if there is none, or none that certificates may carry
   */
  public static CertificateRequest of(ClientChain chain) throws ChainException {
    List<Grant> grants = new ArrayList<>();
    Path path = Path.ROOT;
    for (X509Certificate certificate : chain.intermediatesFromAuthority()) {
      Optional<Payload.Command> command = command(certificate);
      if (command.isPresent()) {
        path = path.child(label(certificate, CommonName.of(certificate)));
        grants.add(grant(certificate, path, command.get(), grants));
      }
    }
    Payload.Command command =
        command(chain.leaf())
            .orElseThrow(
                () ->
                    new ChainException(ClientChain.describe(chain.leaf()) + " carries no command"));
    checkAllowed(command);
    Name name = name(path, chain.leaf());
    checkFits(grants, name, command);
    return new CertificateRequest(grants, name, command);
  }

  /**
   * Whom the request of a chain is about, whatever it asks for.
   *
   * @throws ChainException if the names of its certificates do not make one
   */
  public static Name nameOf(ClientChain chain) throws ChainException {
    Path path = Path.ROOT;
    for (X509Certificate certificate : chain.intermediatesFromAuthority()) {
      if (certificate.getExtensionValue(CertificateExtension.OID) != null) {
        path = path.child(label(certificate, CommonName.of(certificate)));
      }
    }
    return name(path, chain.leaf());
  }

  /** Whether a certificate may carry the command. */
  public static boolean isAllowed(Payload.Command command) {
    return command instanceof UnikernelCommand
        || command instanceof BlockCommand
        || command instanceof PolicyCommand.Info
        || command instanceof StatsCommand.Subscribe
        || command instanceof ConsoleCommand && !(command instanceof ConsoleCommand.Add);
  }

  private static void checkAllowed(Payload.Command command) throws ChainException {
    if (!isAllowed(command)) {
      throw new ChainException(
          "a certificate may not carry the command \"%s\"".formatted(inWords(command)));
    }
  }

  /** What is asked for, in words for people: {@code policy info}. */
  public String description() {
    return inWords(command);
  }

  private static String inWords(Payload.Command command) {
    String kind = command.getClass().getInterfaces()[0].getSimpleName().replace("Command", "");
    String verb = command.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ");
    return (kind + " " + verb).toLowerCase(Locale.ROOT);
  }

  private static Optional<Payload.Command> command(X509Certificate certificate)
      throws ChainException {
    byte[] extension = certificate.getExtensionValue(CertificateExtension.OID);
    if (extension == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(CertificateExtension.decodeValue(extension));
    } catch (DecodeException e) {
      throw new ChainException(
          "cannot read the albatross extension of %s: %s"
              .formatted(ClientChain.describe(certificate), e.getMessage()),
          e);
    }
  }

  private static Grant grant(
      X509Certificate certificate, Path path, Payload.Command command, List<Grant> above)
      throws ChainException {
    if (!(command instanceof PolicyCommand.Add add)) {
      throw new ChainException(
          ClientChain.describe(certificate)
              + " is that of a CA and carries a command that is no policy");
    }
    try {
      if (!above.isEmpty()) {
        Grant upper = above.get(above.size() - 1);
        ResourceRules.checkNotLarger(
            "the policy of " + upper.path(), upper.policy(), "that of " + path, add.policy());
      }
    } catch (PolicyException e) {
      throw new ChainException(e.getMessage(), e);
    }
    return new Grant(path, add.policy(), certificate.getNotBefore().toInstant());
  }

  private static Label label(X509Certificate certificate, String commonName) throws ChainException {
    try {
      return Label.of(commonName);
    } catch (InvalidNameException e) {
      throw new ChainException(
          "the common name of " + ClientChain.describe(certificate) + ": " + e.getMessage(), e);
    }
  }

  private static Name name(Path path, X509Certificate leaf) throws ChainException {
    String commonName = CommonName.of(leaf);
    boolean none = commonName.equals(".") || commonName.equals(":");
    Name name = none ? Name.of(path) : Name.of(path, label(leaf, commonName));
    if (name.text().length() > Name.MAX_LENGTH) {
      throw new ChainException(
          "the names of the chain make a name of %s bytes, at most %s are taken"
              .formatted(name.text().length(), Name.MAX_LENGTH));
    }
    return name;
  }

  /** What can be said without knowing what runs: before any image is taken. */
  private static void checkFits(List<Grant> grants, Name name, Payload.Command command)
      throws ChainException {
    Optional<Arguments> arguments = UnikernelCommand.arguments(command);
    if (arguments.isEmpty()) {
      return;
    }
    try {
      ArgumentRules.check(arguments.get());
      for (Grant grant : grants) {
        ResourceRules.checkAlone(grant.path(), grant.policy(), arguments.get());
      }
    } catch (PolicyException e) {
      String verb = command instanceof UnikernelCommand.Restart ? "restart " : "create ";
      throw new ChainException("cannot " + verb + name + ": " + e.getMessage(), e);
    }
  }
}
