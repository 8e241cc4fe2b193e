package dev.lanner.http;

import dev.lanner.http.TestAuthority.Issued;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ClientCertificate;
import dev.lanner.spi.config.Settings.TlsProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Names, versions and client certificates as `openssl s_client` meets them, over both providers.
class OpensslMatrixTest {
    @TempDir static Path directory;
    private static Issued known;
    private static Issued stranger;
    private static Path trusted;
    private static final Map<String, Issued> shown = new HashMap<>();

    @BeforeAll
    static void issue() throws IOException {
        TestAuthority.assumeInstalled();
        TestAuthority authority = new TestAuthority(directory.resolve("known"), "Known");
        known = authority.client("client");
        trusted = authority.certificate();
        for (String name : List.of("www.example.org", "*.example.org", "*.deep.example.org")) {
            shown.put(name, authority.server(name));
        }
        stranger = new TestAuthority(directory.resolve("other"), "Other").client("stranger");
    }

    private static SClient ask(TlsEndpoint endpoint, String name) throws IOException {
        return SClient.connect(endpoint, name, List.of());
    }

    @ParameterizedTest
    @EnumSource(value = TlsProvider.class, names = {"CONSCRYPT", "JDK"})
    void theNameDecidesAboutTheCertificate(TlsProvider provider) throws IOException {
        Map<String, Map<Setting<?>, Object>> names = new HashMap<>();
        for (String name : shown.keySet()) {
            names.put(name, shown.get(name).shown());
        }
        try (TlsEndpoint endpoint = new TlsEndpoint(Map.of(Settings.TLS_PROVIDER, provider), names)) {
            assertEquals("CN = www.example.org", ask(endpoint, "www.example.org").shown());
            assertEquals("CN = www.example.org", ask(endpoint, "WWW.Example.ORG").shown());
            assertEquals("CN = *.example.org", ask(endpoint, "a.example.org").shown());
            assertEquals("CN = *.example.org", ask(endpoint, "a.b.example.org").shown());
            assertEquals("CN = *.deep.example.org", ask(endpoint, "a.deep.example.org").shown());
            for (String unknown : List.of("example.org", "other.example", "")) {
                SClient refused = ask(endpoint, unknown);
                assertEquals("", refused.shown(), unknown);
                assertEquals("alert 112", refused.outcome(), refused::said);
            }
            assertEquals(List.of("tls-unknown-name", "tls-unknown-name", "tls-unknown-name"), endpoint.reasons());
        }
        names.put("*", Map.of());
        try (TlsEndpoint endpoint = new TlsEndpoint(Map.of(Settings.TLS_PROVIDER, provider), names)) {
            assertEquals("CN = www.example.org", ask(endpoint, "www.example.org").shown());
            assertEquals("CN = localhost", ask(endpoint, "other.example").shown());
            assertEquals("CN = localhost", ask(endpoint, "").shown());
            assertEquals("TLSv1.3 other.example []", ask(endpoint, "other.example").outcome());
        }
    }

    @ParameterizedTest
    @CsvSource({"CONSCRYPT, -tls1_3, TLSv1.3 null []", "CONSCRYPT, -tls1_2, TLSv1.2 null []",
        "CONSCRYPT, -tls1_1, alert 70", "CONSCRYPT, -tls1, alert 70",
        "JDK, -tls1_3, TLSv1.3 null []", "JDK, -tls1_2, TLSv1.2 null []", "JDK, -tls1_1, alert 70",
        "JDK, -tls1, alert 70"})
    void olderVersionsAreRefused(TlsProvider provider, String version, String outcome) throws IOException {
        try (TlsEndpoint endpoint = new TlsEndpoint(Map.of(Settings.TLS_PROVIDER, provider))) {
            SClient client = SClient.connect(endpoint, "",
                    List.of(version, "-cipher", "ALL:@SECLEVEL=0"));
            assertEquals(outcome, client.outcome(), client::said);
        }
    }

    @ParameterizedTest
    @CsvSource({"CONSCRYPT, -tls1_3", "CONSCRYPT, -tls1_2", "JDK, -tls1_3", "JDK, -tls1_2"})
    void clientCertificatesGoByTheName(TlsProvider provider, String version) throws IOException {
        Map<String, Map<Setting<?>, Object>> names = Map.of("none.example", Map.of(), "want.example",
                Map.of(Settings.TLS_CLIENT_CERTIFICATE, ClientCertificate.WANT), "need.example",
                Map.of(Settings.TLS_CLIENT_CERTIFICATE, ClientCertificate.NEED));
        String protocol = version.equals("-tls1_3") ? "TLSv1.3" : "TLSv1.2";
        try (TlsEndpoint endpoint = new TlsEndpoint(
                Map.of(Settings.TLS_PROVIDER, provider, Settings.TLS_TRUST_STORE, trusted.toString()), names)) {
            for (String name : List.of("none", "want", "need")) {
                String host = name + ".example";
                String good = protocol + " " + host + " [CN=client]";
                String nobody = protocol + " " + host + " []";
                SClient bare = SClient.connect(endpoint, host, List.of(version));
                SClient own = SClient.connect(endpoint, host, and(known, version));
                SClient foreign = SClient.connect(endpoint, host, and(stranger, version));
                switch (name) {
                    case "none" -> {
                        assertEquals(nobody, bare.outcome());
                        assertEquals(nobody, own.outcome());
                        assertEquals(nobody, foreign.outcome());
                    }
                    case "want" -> {
                        assertEquals(nobody, bare.outcome());
                        assertEquals(good, own.outcome());
                        assertRefused(foreign);
                    }
                    default -> {
                        assertRefused(bare);
                        assertEquals(good, own.outcome());
                        assertRefused(foreign);
                    }
                }
            }
        }
    }

    private static List<String> and(Issued issued, String version) {
        List<String> all = new ArrayList<>(issued.options());
        all.add(version);
        return all;
    }

    private static void assertRefused(SClient client) {
        assertEquals(true, client.outcome().startsWith("alert "), client::said);
    }
}
