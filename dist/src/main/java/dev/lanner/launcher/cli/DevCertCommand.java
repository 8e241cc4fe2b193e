package dev.lanner.launcher.cli;

import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lanner dev-cert`: a certificate for this machine alone, made by the JDK's keytool.
///
/// It is signed by itself and can sign no other, so that whoever trusts it trusts nothing else.
@Command(name = "dev-cert", description = "Make a self-signed certificate for localhost in conf/, for development.", mixinStandardHelpOptions = true)
final class DevCertCommand implements Callable<Integer> {
    private static final String FILE = "dev-cert.p12";
    private static final String PASSWORD = "dev-cert.password";

    @Mixin private BaseOption base = new BaseOption();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Path conf = base.directory().resolve("conf");
        Path password = conf.resolve(PASSWORD);
        Path file = conf.resolve(FILE);
        if (Files.exists(file)) {
            throw new LauncherException(ExitCode.FAILED,
                    "LNR-2140: " + file + " is there already. Delete it to make another.");
        }
        byte[] secret = new byte[24];
        new SecureRandom().nextBytes(secret);
        // a base directory that no server has run in yet may lack it
        Files.createDirectories(conf);
        Files.deleteIfExists(password);
        privateFile(password);
        Files.write(password, (HexFormat.of().formatHex(secret) + "\n").getBytes(StandardCharsets.US_ASCII));
        make(conf, password);
        String end = System.lineSeparator();
        Output.print(spec, "Made " + file + ", valid for a year. In conf/lanner.yaml:" + end + end + "endpoints:" + end
                + "  web:" + end + "    url: https://localhost:8443" + end + "    certificate: { path: " + FILE
                + ", password-file: " + PASSWORD + " }" + end + end
                + "Browsers will warn, as nobody vouches for it." + end);
        return ExitCode.OK;
    }

    /// keytool writes into a directory that nobody else may enter, and the whole file is moved.
    private static void make(Path conf, Path password) throws IOException, InterruptedException, LauncherException {
        Path directory = Files.createTempDirectory(conf, ".dev-cert-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path made = directory.resolve(FILE);
        try {
            Process process = new ProcessBuilder(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
                    "localhost", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=localhost", "-ext",
                    "san=dns:localhost,ip:127.0.0.1,ip:0:0:0:0:0:0:0:1", "-ext", "eku=serverAuth", "-ext",
                    "bc:critical=ca:false", "-validity", "365", "-storetype", "PKCS12", "-keystore", made.toString(),
                    "-storepass:file", password.toString())).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new LauncherException(ExitCode.FAILED, "LNR-2141: keytool failed: " + said.strip());
            }
            Files.setPosixFilePermissions(made, PosixFilePermissions.fromString("rw-------"));
            Files.move(made, conf.resolve(FILE));
        } finally {
            Files.deleteIfExists(made);
            Files.delete(directory);
        }
    }

    private static void privateFile(Path file) throws IOException {
        try {
            Files.createFile(file,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(file + " was made by somebody else meanwhile", e);
        }
    }
}
