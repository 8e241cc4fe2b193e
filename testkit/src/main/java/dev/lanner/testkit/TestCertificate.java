package dev.lanner.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// Self-signed certificates, made by the JDK's keytool.
///
/// @param file PKCS #12 with the key
/// @param passwordFile holds the password
public record TestCertificate(Path file, Path passwordFile) {
    private static final String PASSWORD = "changeit";

    private static final class Local {
        private static final TestCertificate MADE = make("localhost");

        private Local() {
        }
    }

    /// One for localhost, made once in each process.
    public static TestCertificate localhost() {
        return Local.MADE;
    }

    /// One for this name, in a temporary directory.
    ///
    /// @param options further ones of keytool, such as `-ext eku=clientAuth`
    public static TestCertificate make(String name, String... options) {
        try {
            Path directory = Files.createTempDirectory("lanner-test-");
            directory.toFile().deleteOnExit();
            Path file = directory.resolve(name.replace('*', '_') + ".p12");
            Path password = directory.resolve("password");
            Files.writeString(password, PASSWORD + "\n");
            file.toFile().deleteOnExit();
            password.toFile().deleteOnExit();
            List<String> command = new ArrayList<>(
                    List.of(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair",
                            "-alias", "a", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=" + name, "-ext",
                            "san=dns:" + name + ",ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", file.toString(),
                            "-storepass", PASSWORD, "-keypass", PASSWORD));
            command.addAll(List.of(options));
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            // no question of it waits for an answer
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IOException("keytool: " + said);
            }
            return new TestCertificate(file, password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// A client that trusts this certificate alone.
    ///
    /// @param own what it shows itself; null for nothing
    public SSLContext client(@Nullable TestCertificate own) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
            keys.init(own == null ? null : own.store(), PASSWORD.toCharArray());
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("a", store().getCertificate("a"));
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The file, opened.
    public KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }
}
