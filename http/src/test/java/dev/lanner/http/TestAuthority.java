package dev.lanner.http;

import dev.lanner.spi.config.Setting;
import dev.lanner.spi.config.Settings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

/// A certificate authority of openssl: certificates with dates and usages, revocation, lists, answers of OCSP. Tests that want
/// one are skipped where openssl is not installed.
final class TestAuthority {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private final Path directory;
    private int number;

    /// A certificate with its key, in PEM.
    record Issued(Path certificate, Path key) {

        /// The settings that show it.
        Map<Setting<?>, Object> shown() {
            return Map.of(Settings.TLS_CERTIFICATE, certificate.toString(), Settings.TLS_CERTIFICATE_KEY,
                    key.toString(), Settings.TLS_PASSWORD_FILE, "");
        }

        /// The options of openssl's client that show it.
        List<String> options() {
            return List.of("-cert", certificate.toString(), "-key", key.toString());
        }
    }

    TestAuthority(Path directory, String name) throws IOException {
        this.directory = Files.createDirectories(directory);
        Files.writeString(directory.resolve("index.txt"), "");
        Files.writeString(directory.resolve("serial"), "1000\n");
        Files.writeString(directory.resolve("crlnumber"), "01\n");
        Files.writeString(directory.resolve("conf"), """
                [ca]
                default_ca = own
                [own]
                dir = %s
                database = $dir/index.txt
                serial = $dir/serial
                crlnumber = $dir/crlnumber
                new_certs_dir = $dir
                certificate = $dir/ca.pem
                private_key = $dir/ca.key
                default_md = sha256
                default_days = 5
                default_crl_days = 5
                policy = any
                unique_subject = no
                [any]
                commonName = supplied
                [req]
                distinguished_name = name
                [name]
                """.formatted(directory));
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30",
                "-config", file("conf"), "-subj", "/CN=" + name, "-keyout", file("ca.key"), "-out", file("ca.pem"),
                "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign");
    }

    /// The authority's own certificate.
    Path certificate() {
        return directory.resolve("ca.pem");
    }

    /// A certificate for clients that is valid now.
    Issued client(String name) throws IOException {
        Instant now = Instant.now();
        return issue(name, now.minusSeconds(60), now.plusSeconds(86_400), "extendedKeyUsage=clientAuth");
    }

    /// A certificate for servers of this name that is valid now.
    Issued server(String name) throws IOException {
        Instant now = Instant.now();
        return issue(name, now.minusSeconds(60), now.plusSeconds(86_400), "extendedKeyUsage=serverAuth",
                "subjectAltName=DNS:" + name);
    }

    /// @param extensions lines of an openssl configuration
    Issued issue(String name, Instant from, Instant to, String... extensions) throws IOException {
        String file = name.replace('*', '_') + "-" + number++;
        Path key = directory.resolve(file + ".key");
        Path certificate = directory.resolve(file + ".pem");
        Path request = directory.resolve(file + ".csr");
        Path more = Files.writeString(directory.resolve(file + ".ext"), String.join("\n", extensions) + "\n");
        openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-config",
                file("conf"), "-subj", "/CN=" + name, "-keyout", key.toString(), "-out", request.toString());
        openssl("ca", "-batch", "-notext", "-config", file("conf"), "-in", request.toString(), "-out",
                certificate.toString(), "-startdate", TIME.format(from), "-enddate", TIME.format(to), "-extfile",
                more.toString());
        return new Issued(certificate, key);
    }

    void revoke(Issued issued) throws IOException {
        openssl("ca", "-config", file("conf"), "-revoke", issued.certificate.toString());
    }

    /// Writes the revocation list.
    Path list(Instant from, Instant to) throws IOException {
        Path list = directory.resolve("next.crl");
        openssl("ca", "-gencrl", "-config", file("conf"), "-out", list.toString(), "-crl_lastupdate",
                TIME.format(from), "-crl_nextupdate", TIME.format(to));
        return list;
    }

    /// The answer to a request of OCSP.
    ///
    /// @param knows whether the responder has heard of any certificate
    byte[] answer(byte[] request, boolean knows) throws IOException {
        Path asked = Files.createTempFile(directory, "ocsp", ".req");
        Path answer = Files.createTempFile(directory, "ocsp", ".resp");
        Files.write(asked, request);
        openssl("ocsp", "-index",
                knows ? file("index.txt") : Files.writeString(directory.resolve("none.txt"), "").toString(), "-CA",
                file("ca.pem"), "-rsigner", file("ca.pem"), "-rkey",
                file("ca.key"), "-ndays", "1", "-reqin", asked.toString(), "-respout", answer.toString());
        return Files.readAllBytes(answer);
    }

    private String file(String name) {
        return directory.resolve(name).toString();
    }

    /// Runs openssl with an input, and gives back all that it has written.
    static String run(String input, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (var out = process.getOutputStream()) {
            out.write(input.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            // it has ended without reading; what it says follows
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    private static void openssl(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said);
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    static void assumeInstalled() {
        try {
            run("", "version");
        } catch (IOException e) {
            assumeTrue(false, "openssl is not installed");
        }
    }
}
