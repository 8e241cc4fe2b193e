package dev.lanner.http.edge;

import dev.lanner.http.tls.NameTable;
import dev.lanner.spi.Application;
import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.TlsFeature;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Refuses requests for another host than the handshake was for (RFC 9110, 7.4), where that would get around the
/// client certificate that the other host asks for, or where the endpoint is strict about it.
///
/// @param rules what decides about client certificates, by name
record NameGuard(Application application, NameTable<String> rules, boolean strict) implements Application {

    /// In front of the application, if the endpoint needs it.
    static Application of(EndpointConfig endpoint, Application application) {
        boolean strict = endpoint.settings().get(Settings.TLS_STRICT_NAME);
        Map<String, String> rules = new HashMap<>();
        for (Map.Entry<String, SettingValues> each : endpoint.names().entrySet()) {
            SettingValues values = each.getValue();
            rules.put(each.getKey().toLowerCase(Locale.ROOT),
                    values.get(Settings.TLS_CLIENT_CERTIFICATE) + " " + values.get(Settings.TLS_TRUST_STORE) + " "
                            + values.get(Settings.TLS_REVOCATION) + " " + values.get(Settings.TLS_CRL_FILE));
        }
        return strict || new HashSet<>(rules.values()).size() > 1
                ? new NameGuard(application, new NameTable<>(Map.copyOf(rules)), strict)
                : application;
    }

    @Override
    public void handle(FeatureCollection exchange) throws Exception {
        TlsFeature tls = exchange.get(Features.TLS);
        if (tls != null && misdirected(tls.handshake().serverName(),
                AuthorityHost.of(exchange.require(Features.REQUEST).target().authority()))) {
            throw new RequestRejectedException(421, "misdirected-request",
                    "The request is for another host than the connection.");
        }
        application.handle(exchange);
    }

    private boolean misdirected(@Nullable String asked, String host) {
        if (host.equals(asked)) {
            return false;
        }
        return strict && asked != null || !Objects.equals(rules.find(asked), rules.find(host));
    }
}
