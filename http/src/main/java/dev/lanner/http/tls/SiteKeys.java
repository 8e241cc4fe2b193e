package dev.lanner.http.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// The keys of a site, by their algorithm.
///
/// The JDK takes the first answer in the order of signature schemes; Conscrypt asks for each kind of key and installs
/// all. Both get null for kinds that the site does not have.
final class SiteKeys extends X509ExtendedKeyManager {
    private final List<Credentials> credentials;

    SiteKeys(List<Credentials> credentials) {
        this.credentials = credentials;
    }

    private @Nullable Credentials find(String alias) {
        for (Credentials each : credentials) {
            if (each.key().getAlgorithm().equals(alias)) {
                return each;
            }
        }
        return null;
    }

    private @Nullable String alias(@Nullable String keyType) {
        return keyType != null && find(keyType) != null ? keyType : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, Socket socket) {
        return alias(keyType);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        Credentials found = find(alias);
        return found == null ? null : found.chain().toArray(X509Certificate[]::new);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        Credentials found = find(alias);
        return found == null ? null : found.key();
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[]{alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(String[] keyTypes, Principal @Nullable [] issuers, Socket socket) {
        return null;
    }
}
