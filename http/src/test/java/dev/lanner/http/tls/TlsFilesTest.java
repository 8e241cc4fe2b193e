package dev.lanner.http.tls;

import dev.lanner.http.loop.LoopGroup;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.EndpointUrl;
import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ClientCertificate;
import dev.lanner.spi.config.Settings.Revocation;
import dev.lanner.spi.config.Settings.TlsProvider;
import dev.lanner.testkit.TestCertificate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// Certificates, keys and trust stores as files.
class TlsFilesTest {
    private static final TestCertificate LOCAL = TestCertificate.localhost();

    @TempDir Path directory;

    private static EndpointConfig endpoint(Map<Setting<?>, Object> settings) {
        Map<Setting<?>, SettingValues.Value> values = new HashMap<>();
        values.put(Settings.TLS_PROVIDER, new SettingValues.Value(TlsProvider.JDK, "test"));
        settings.forEach((setting, value) -> values.put(setting, new SettingValues.Value(value, "test")));
        return new EndpointConfig("web", new EndpointUrl("https", EndpointUrl.Kind.ADDRESS, "127.0.0.1", 0, ""),
                new SettingValues(null, values), "conf/lanner.yaml:3");
    }

    private static Sites load(Map<Setting<?>, Object> settings, boolean http2) throws TlsConfigException {
        return new SiteLoader(endpoint(settings), new JdkProvider(), http2).load();
    }

    /// @param words that the message must have besides: the file, the reason
    private static void refused(String id, Map<Setting<?>, Object> settings, String... words) {
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> load(settings, false));
        assertTrue(e.getMessage().startsWith(id + ": endpoint \"web\" (conf/lanner.yaml:3): "), e.getMessage());
        for (String word : words) {
            assertTrue(e.getMessage().contains(word), e.getMessage());
        }
    }

    private static Map<Setting<?>, Object> shown(TestCertificate certificate) {
        return Map.of(Settings.TLS_CERTIFICATE, certificate.file().toString(), Settings.TLS_PASSWORD_FILE,
                certificate.passwordFile().toString());
    }

    private static Map<Setting<?>, Object> with(Map<Setting<?>, Object> settings, Map<Setting<?>, Object> more) {
        Map<Setting<?>, Object> all = new HashMap<>(settings);
        all.putAll(more);
        return all;
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n" + Base64.getMimeEncoder(64, new byte[]{'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    private String certificate(TestCertificate of) throws GeneralSecurityException, IOException {
        return pem("CERTIFICATE", of.store().getCertificate("a").getEncoded());
    }

    private String key(TestCertificate of) throws GeneralSecurityException, IOException {
        return pem("PRIVATE KEY", of.store().getKey("a", "changeit".toCharArray()).getEncoded());
    }

    @Test
    void pemMayBeOneFileOrTwo() throws Exception {
        String chain = file("chain.pem", certificate(LOCAL));
        String key = file("key.pem", key(LOCAL));
        String both = file("both.pem", certificate(LOCAL) + key(LOCAL));
        assertEquals(1, load(Map.of(Settings.TLS_CERTIFICATE, chain, Settings.TLS_CERTIFICATE_KEY, key), false).all()
                .size());
        assertEquals(1, load(Map.of(Settings.TLS_CERTIFICATE, both), false).all().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"JKS", "PKCS12"})
    void keyStoresOfBothKindsAreRead(String kind) throws Exception {
        TestCertificate made = TestCertificate.make("localhost", "-storetype", kind);
        assertEquals(1, load(shown(made), false).all().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecparam -name prime256v1 -genkey -noout -out FILE", "genrsa -traditional -out FILE 2048",
        "genrsa -out FILE 2048", "genpkey -algorithm ed25519 -out FILE"})
    void keysOfOpensslAreRead(String command) throws Exception {
        Path key = directory.resolve("key.pem");
        openssl(command.replace("FILE", key.toString()).split(" "));
        PrivateKey plain = PemParser.key(Files.readAllBytes(key), new char[0]);
        Path encrypted = directory.resolve("encrypted.pem");
        openssl("pkcs8", "-topk8", "-in", key.toString(), "-out", encrypted.toString(), "-passout", "pass:secret");
        PrivateKey decrypted = PemParser.key(Files.readAllBytes(encrypted), "secret".toCharArray());
        if (plain instanceof ECPrivateKey curve) {
            // the older form holds the public key too
            assertEquals(curve.getS(), ((ECPrivateKey) decrypted).getS());
        } else {
            assertEquals(plain, decrypted);
        }
        assertThrows(GeneralSecurityException.class,
                () -> PemParser.key(Files.readAllBytes(encrypted), "other".toCharArray()));
    }

    private static void openssl(String... arguments) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        } catch (IOException e) {
            assumeTrue(false, "openssl is not installed");
            return;
        }
        assertEquals(0, process.waitFor(), String.join(" ", command));
    }

    @Test
    void faultyFilesAreRefusedWithTheReason() throws Exception {
        refused("LNR-2128", Map.of(), "certificate.path is missing");
        refused("LNR-2120", Map.of(Settings.TLS_CERTIFICATE, directory.resolve("none.pem").toString()), "none.pem",
                "does not exist");
        refused("LNR-2120", Map.of(Settings.TLS_CERTIFICATE, directory.toString()), directory.toString(),
                "can't be read");
        refused("LNR-2122", Map.of(Settings.TLS_CERTIFICATE, file("garbage", "no certificate")), "/garbage",
                "neither PEM nor PKCS #12 nor JKS");
        refused("LNR-2121", with(shown(LOCAL), Map.of(Settings.TLS_PASSWORD_FILE, file("wrong", "other"))),
                LOCAL.file().toString(), "password");
        String alone = file("alone.pem", certificate(LOCAL));
        refused("LNR-2123", Map.of(Settings.TLS_CERTIFICATE, alone), "/alone.pem", "no private key");
        refused("LNR-2123", Map.of(Settings.TLS_CERTIFICATE, alone, Settings.TLS_CERTIFICATE_KEY,
                file("empty.key", "nothing")), "/empty.key", "no private key");
        refused("LNR-2121", Map.of(Settings.TLS_CERTIFICATE, alone, Settings.TLS_CERTIFICATE_KEY,
                file("broken.key", pem("PRIVATE KEY", new byte[]{48, 3, 2, 1, 0}))), "/broken.key", "can't be read");
        refused("LNR-2120", Map.of(Settings.TLS_CERTIFICATE, alone, Settings.TLS_CERTIFICATE_KEY,
                directory.resolve("none.key").toString()), "/none.key", "does not exist");
        refused("LNR-2124", Map.of(Settings.TLS_CERTIFICATE, alone, Settings.TLS_CERTIFICATE_KEY,
                file("other.pem", key(TestCertificate.make("other")))), "/alone.pem", "not a pair");
        refused("LNR-2125", shown(TestCertificate.make("old", "-startdate", "-10d", "-validity", "5")), "/old.p12",
                "CN=old", "expired on");
        refused("LNR-2126", shown(TestCertificate.make("new", "-startdate", "+10d")), "/new.p12", "valid from");
        refused("LNR-2127", shown(TestCertificate.make("client", "-ext", "eku=clientAuth")), "/client.p12",
                "extended key usage");
        refused("LNR-2134",
                with(shown(LOCAL), Map.of(Settings.TLS_CLIENT_CERTIFICATE, ClientCertificate.WANT)),
                "tls.trust-store");
        Map<Setting<?>, Object> trusting = with(shown(LOCAL), Map.of(Settings.TLS_CLIENT_CERTIFICATE,
                ClientCertificate.NEED, Settings.TLS_TRUST_STORE, file("trust.pem", certificate(LOCAL))));
        assertEquals(1, load(trusting, false).all().size());
        refused("LNR-2135", with(trusting, Map.of(Settings.TLS_REVOCATION, Revocation.CRL)));
        refused("LNR-2135", with(trusting, Map.of(Settings.TLS_REVOCATION, Revocation.CRL, Settings.TLS_CRL_FILE,
                file("garbage.crl", "no list"))), "/garbage.crl");
    }

    @Test
    void suitesUnfitForHttp2AreRefused() throws Exception {
        Map<Setting<?>, Object> cbc = with(shown(LOCAL),
                Map.of(Settings.TLS_CIPHERS, List.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256")));
        assertEquals(1, load(cbc, false).all().size());
        TlsConfigException e = assertThrows(TlsConfigException.class, () -> load(cbc, true));
        assertTrue(e.getMessage().startsWith("LNR-2133: "), e.getMessage());
        refused("LNR-2132", with(shown(LOCAL), Map.of(Settings.TLS_CIPHERS, List.of("TLS_NULL"))));
    }

    @Test
    void faultyNewFilesLeaveTheOldInUse() throws Exception {
        Path file = Files.copy(LOCAL.file(), directory.resolve("shown.p12"));
        EndpointConfig endpoint = endpoint(
                with(shown(LOCAL), Map.of(Settings.TLS_CERTIFICATE, file.toString(), Settings.TLS_RELOAD, false)));
        try (LoopGroup loops = new LoopGroup(SettingValues.DEFAULTS);
                TlsServer server = TlsServer.open(endpoint, loops, false)) {
            Sites before = server.sites();
            Files.writeString(file, "half wri");
            assertFalse(server.reload());
            assertSame(before, server.sites());
            Files.write(file, Files.readAllBytes(LOCAL.file()));
            assertTrue(server.reload());
            assertFalse(before == server.sites());
        }
    }
}
