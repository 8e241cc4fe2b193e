package dev.lanner.http.tls;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ClientCertificate;
import dev.lanner.spi.config.Settings.Revocation;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Makes an endpoint's sites from its configuration and the files that it names.
final class SiteLoader {
    private static final List<Setting<String>> FILES = List.of(Settings.TLS_CERTIFICATE, Settings.TLS_CERTIFICATE_KEY,
            Settings.TLS_PASSWORD_FILE, Settings.TLS_TRUST_STORE, Settings.TLS_TRUST_PASSWORD_FILE,
            Settings.TLS_CRL_FILE);

    private final EndpointConfig config;
    private final TlsProvider provider;
    private final boolean http2;

    SiteLoader(EndpointConfig config, TlsProvider provider, boolean http2) {
        this.config = config;
        this.provider = provider;
        this.http2 = http2;
    }

    /// @throws TlsConfigException naming the endpoint, the setting and the file
    Sites load() throws TlsConfigException {
        Map<String, Site> sites = new HashMap<>();
        for (Map.Entry<String, SettingValues> each : values().entrySet()) {
            try {
                sites.put(key(each.getKey()), site(each.getValue()));
            } catch (TlsConfigException e) {
                throw new TlsConfigException(placed(each.getKey(), e), e);
            }
        }
        return new Sites(new NameTable<>(Map.copyOf(sites)));
    }

    /// The files that the configuration names.
    Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>();
        for (SettingValues values : values().values()) {
            for (Setting<String> setting : FILES) {
                if (!values.get(setting).isEmpty()) {
                    files.add(Path.of(values.get(setting)));
                }
            }
        }
        return files;
    }

    private Map<String, SettingValues> values() {
        return config.names().isEmpty() ? Map.of(NameTable.ALL, config.settings()) : config.names();
    }

    /// The id stays in front; then the place, then the reason.
    private String placed(String name, TlsConfigException fault) {
        String message = String.valueOf(fault.getMessage());
        int colon = message.indexOf(": ");
        return message.substring(0, colon) + ": endpoint \"" + config.name() + "\" (" + config.origin() + ")"
                + (config.names().isEmpty() ? "" : ", name " + name) + message.substring(colon);
    }

    private static String key(String name) throws TlsConfigException {
        String lower = name.toLowerCase(Locale.ROOT);
        String plain = lower.startsWith("*.") ? lower.substring(2) : lower;
        if (lower.equals(NameTable.ALL)
                || plain.matches("[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*")) {
            return lower;
        }
        throw new TlsConfigException("LNR-2136: tls.names: \"" + name
                + "\" is no host name, no \"*.\" with the end of one, and not \"*\".");
    }

    private Site site(SettingValues values) throws TlsConfigException {
        String file = values.get(Settings.TLS_CERTIFICATE);
        if (file.isEmpty()) {
            throw new TlsConfigException("LNR-2128: certificate.path is missing: https needs a certificate. \"lanner "
                    + "dev-cert\" makes one for this machine alone.");
        }
        List<Credentials> credentials = CertificateFiles.read(file, values.get(Settings.TLS_CERTIFICATE_KEY),
                values.get(Settings.TLS_PASSWORD_FILE));
        ClientCertificate client = values.get(Settings.TLS_CLIENT_CERTIFICATE);
        try {
            return new Site(provider, new Site.Parts(credentials, client,
                    client == ClientCertificate.NONE ? null : TrustFiles.read(values),
                    values.get(Settings.TLS_PROTOCOLS), ciphers(values),
                    new Site.Choices(http2, client != ClientCertificate.NONE
                            && values.get(Settings.TLS_REVOCATION) == Revocation.OCSP)));
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("LNR-2122: certificate.path: " + file + ": " + e.getMessage() + ".", e);
        }
    }

    private List<String> ciphers(SettingValues values) throws TlsConfigException, GeneralSecurityException {
        List<String> supported = Site.supported(provider);
        List<String> asked = values.get(Settings.TLS_CIPHERS);
        if (asked.isEmpty()) {
            return supported.stream().filter(SiteLoader::isModern).toList();
        }
        for (String suite : asked) {
            if (!supported.contains(suite)) {
                throw new TlsConfigException("LNR-2132: tls.ciphers: " + provider.name() + " has no suite " + suite
                        + ". It has: " + String.join(", ", supported.stream().filter(SiteLoader::isModern).toList())
                        + ".");
            }
            if (http2 && !isModern(suite)) {
                throw new TlsConfigException("LNR-2133: tls.ciphers: " + suite + " must not be used with HTTP/2 "
                        + "(RFC 9113, 9.2.2). Leave it out, or set protocols: [http1].");
            }
        }
        return asked;
    }

    /// Forward secrecy and authenticated encryption: what HTTP/2 asks for, and what there is in TLS 1.3.
    private static boolean isModern(String suite) {
        boolean thirteen = !suite.contains("_WITH_") && suite.startsWith("TLS_") && !suite.contains("SCSV");
        return thirteen || suite.contains("_ECDHE_") && !suite.contains("_anon_")
                && (suite.contains("_GCM_") || suite.contains("_CHACHA20_"));
    }
}
