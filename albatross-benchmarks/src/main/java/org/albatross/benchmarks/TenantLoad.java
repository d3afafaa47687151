package org.albatross.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.albatross.benchmarks.attack.Attack;
import org.albatross.benchmarks.attack.CertifiedTenant;
import org.albatross.benchmarks.attack.Crowd;
import org.albatross.benchmarks.attack.Figures;
import org.albatross.benchmarks.attack.HonestLoop;
import org.albatross.benchmarks.attack.HostParty;
import org.albatross.benchmarks.attack.RemoteParty;
import org.albatross.benchmarks.attack.Siege;
import org.albatross.benchmarks.attack.TemporaryHost;
import org.albatross.core.model.AlbatrossException;
import org.albatross.core.tls.PemFiles;
import org.albatross.testkit.pki.KeyType;
import org.albatross.testkit.pki.TestCertificate;

/**
 * How long another tenant, and the administrator on the host, wait for their answers while one
 * tenant does all that it can: {@code info}, and {@code create} and {@code destroy} of an image of
 * 80 KB, one after the other. The first ten seconds of an attack are told of by themselves.
 */
public final class TenantLoad {
  private static final int FIRST_SECONDS = 10;
  private static final String ALL = "all";

  private TenantLoad() {}

  /**
   * Arguments: {@code TREE ATTACK SECONDS} starts the daemons of a runnable tree; {@code --running
   * TMPDIR PORT PKI ATTACK SECONDS} is for those that run, with {@code cacert.pem} and {@code
   * ca.key} of their CA in PKI.
   */
  public static void main(String[] args) throws Exception {
    if (args.length == 6 && args[0].equals("--running")) {
      Path files = Path.of(args[3]);
      TestCertificate authority = authority(files.resolve("cacert.pem"), files.resolve("ca.key"));
      for (Attack attack : attacks(args[4])) {
        measure(Path.of(args[1]), Integer.parseInt(args[2]), authority, attack, seconds(args[5]));
      }
    } else if (args.length == 3) {
      for (Attack attack : attacks(args[1])) {
        TemporaryHost host = TemporaryHost.start(Path.of(args[0]));
        try {
          measure(host.tmpdir(), host.port(), host.authority(), attack, seconds(args[2]));
        } finally {
          host.close();
        }
      }
    } else {
      System.err.println(usage());
      System.exit(2);
    }
  }

  private static String usage() {
    return """
        usage: TenantLoad TREE ATTACK SECONDS
               TenantLoad --running TMPDIR PORT PKI ATTACK SECONDS
        ATTACK is %s or one of: %s"""
        .formatted(
            ALL, Arrays.stream(Attack.values()).map(Attack::word).collect(Collectors.joining(" ")));
  }

  private static List<Attack> attacks(String word) {
    return word.equals(ALL) ? List.of(Attack.values()) : List.of(Attack.of(word));
  }

  private static int seconds(String word) {
    return Integer.parseInt(word);
  }

  private static TestCertificate authority(Path certificate, Path key) throws AlbatrossException {
    X509Certificate ca = PemFiles.certificate(certificate);
    PrivateKey secret = PemFiles.privateKey(key);
    KeyType type =
        switch (secret.getAlgorithm()) {
          case "RSA" -> KeyType.RSA2048;
          case "EC" -> KeyType.P256;
          default -> KeyType.ED25519;
        };
    return new TestCertificate(new KeyPair(ca.getPublicKey(), secret), ca, type);
  }

  private static void measure(
      Path tmpdir, int port, TestCertificate authority, Attack attack, int seconds)
      throws IOException, InterruptedException {
    Siege siege = new Siege(tmpdir, port, CertifiedTenant.of(authority, "hostile"));
    RemoteParty tenant = new RemoteParty(CertifiedTenant.of(authority, "honest"), port);
    try (HonestLoop remote = HonestLoop.start(tenant);
        HonestLoop local = HonestLoop.start(new HostParty(tmpdir, "admin:"))) {
      TimeUnit.SECONDS.sleep(FIRST_SECONDS); // of a JVM that compiles, here and there
      tell("before " + attack.word(), remote, local);
      try (Crowd crowd = attack.begin(siege)) {
        TimeUnit.SECONDS.sleep(FIRST_SECONDS);
        tell("first " + FIRST_SECONDS + " s of " + attack.word(), remote, local);
        TimeUnit.SECONDS.sleep(seconds);
        tell(attack.word() + " (" + crowd + ")", remote, local);
      }
    }
  }

  private static void tell(String when, HonestLoop... loops) {
    System.out.println(when + ":");
    for (HonestLoop each : loops) {
      Figures figures = each.take();
      figures.lines().forEach(line -> System.out.println("  " + line));
      System.out.println("  " + each.waiting());
    }
  }
}
