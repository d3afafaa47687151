package org.albatross.testkit.pki;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * TLS as anybody may speak it: in every version that the JDK has, with any chain, to anybody. What
 * our programs use would not let a test do that.
 */
public final class PeerTls {
  private PeerTls() {}

  /** A peer that shows a chain, the leaf first, and takes whatever it is shown. */
  public static SSLContext showing(TestCertificate... chain) {
    return showing(
        chain[0].keys().getPrivate(),
        Stream.of(chain).map(TestCertificate::certificate).toList(),
        new TrustAll());
  }

  /**
   * A peer that shows a chain.
   *
   * @param chain the leaf first
   * @param trust decides about what it is shown
   */
  public static SSLContext showing(
      PrivateKey key, List<X509Certificate> chain, X509ExtendedTrustManager trust) {
    return context(new KeyManager[] {new ShowsOne(key, chain)}, trust);
  }

  /** A peer that shows nothing, and takes whatever it is shown. */
  public static SSLContext showingNothing() {
    return context(new KeyManager[0], new TrustAll());
  }

  private static SSLContext context(KeyManager[] keys, X509ExtendedTrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, new SecureRandom());
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Shows its chain whatever is asked for. */
  private static final class ShowsOne extends X509ExtendedKeyManager {
    private static final String ALIAS = "one";

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    ShowsOne(PrivateKey key, List<X509Certificate> chain) {
      this.key = key;
      this.chain = List.copyOf(chain);
    }

    private String aliasFor(String... keyTypes) {
      return List.of(keyTypes).contains(chain.get(0).getPublicKey().getAlgorithm()) ? ALIAS : null;
    }

    @Override
    public String chooseEngineClientAlias(
        String[] keyTypes, Principal[] issuers, SSLEngine engine) {
      return aliasFor(keyTypes);
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
      return aliasFor(keyType);
    }

    @Override
    public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
      return aliasFor(keyTypes);
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
      return aliasFor(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
      return new String[] {ALIAS};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
      return chain.toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
      return key;
    }
  }

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
