package dev.lanner.launcher.cli;

import dev.lanner.http.EndpointCertificates;
import dev.lanner.launcher.config.Configuration;
import dev.lanner.launcher.config.ConfigurationReader;
import dev.lanner.launcher.server.ExitCode;
import dev.lanner.launcher.server.LauncherException;
import dev.lanner.spi.config.EndpointConfig;
import java.io.IOException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `lanner cert`: what each https endpoint shows to its clients, and what is wrong with it.
@Command(name = "cert", description = "Show the certificates of the https endpoints: names, issuer, how long they are "
        + "valid. Fails where one can't be used.", mixinStandardHelpOptions = true)
final class CertCommand implements Callable<Integer> {
    @Mixin private ServerOptions options = new ServerOptions();

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Configuration configuration = ConfigurationReader.read(options.options().source(System.getenv()));
        String end = System.lineSeparator();
        List<String> faults = new ArrayList<>();
        int shown = 0;
        for (EndpointConfig endpoint : configuration.endpoints()) {
            if (!endpoint.url().scheme().equals("https")) {
                continue;
            }
            shown++;
            try {
                StringBuilder text = new StringBuilder(endpoint.name()).append(' ').append(endpoint.url()).append(end);
                for (Map.Entry<String, List<X509Certificate>> site : EndpointCertificates.read(endpoint).entrySet()) {
                    for (X509Certificate certificate : site.getValue()) {
                        text.append("  ").append(site.getKey()).append(": ").append(describe(certificate)).append(end);
                    }
                }
                Output.print(spec, text.toString());
            } catch (IOException e) {
                faults.add(String.valueOf(e.getMessage()));
            }
        }
        if (!faults.isEmpty()) {
            throw new LauncherException(ExitCode.FAILED, String.join(end, faults));
        }
        if (shown == 0) {
            Output.print(spec, "No endpoint speaks https." + end);
        }
        return ExitCode.OK;
    }

    private static String describe(X509Certificate certificate) {
        Instant until = certificate.getNotAfter().toInstant();
        boolean own = certificate.getIssuerX500Principal().equals(certificate.getSubjectX500Principal());
        return certificate.getSubjectX500Principal() + " for " + String.join(" ", names(certificate)) + ", "
                + certificate.getPublicKey().getAlgorithm() + ", "
                + (own ? "signed by itself" : "by " + certificate.getIssuerX500Principal()) + ", until "
                + until.atZone(ZoneOffset.UTC).toLocalDate() + " (" + ChronoUnit.DAYS.between(Instant.now(), until)
                + " days), serial " + certificate.getSerialNumber().toString(16);
    }

    /// The names and addresses that the certificate is for (RFC 9525).
    private static List<String> names(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        try {
            Collection<List<?>> all = certificate.getSubjectAlternativeNames();
            for (List<?> each : all == null ? List.<List<?>>of() : all) {
                names.add(String.valueOf(each.get(1)));
            }
        } catch (CertificateParsingException e) {
            names.add("names that can't be read");
        }
        return names.isEmpty() ? List.of("no names: clients will refuse it") : names;
    }
}
