package dev.lanner.http.edge;

import dev.lanner.spi.Application;
import dev.lanner.spi.ConnectorContext;
import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.HostPatterns;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ForwardedFields;
import dev.lanner.spi.config.Settings.ProxyProtocol;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger.Level;

/// Puts in front of the application what an endpoint asks for. Stateless.
public final class Edge {
    private Edge() {
    }

    /// The context with what the endpoint asks for in front of its application; the same one where that is nothing.
    ///
    /// @throws IllegalArgumentException when the settings contradict each other; the message names them
    public static ConnectorContext of(EndpointConfig endpoint, ConnectorContext context) {
        SettingValues settings = endpoint.settings();
        Application application = context.application();
        if (endpoint.url().scheme().equals("http") && !settings.get(Settings.HTTPS_REDIRECT).equals("off")) {
            application = HttpsRedirect.of(endpoint, application);
        }
        HostPatterns hosts = settings.get(Settings.ALLOWED_HOSTS);
        if (!hosts.all()) {
            application = new HostFilter(application, hosts, settings.get(Settings.UNKNOWN_HOST));
        }
        if (settings.get(Settings.FORWARDED_HEADERS) != ForwardedFields.OFF) {
            application = new ForwardedApplication(application, ForwardedRules.of(endpoint));
        }
        if (settings.get(Settings.PROXY_PROTOCOL) != ProxyProtocol.OFF) {
            application = new ProxiedScheme(application);
        }
        if (endpoint.url().scheme().equals("https")) {
            application = NameGuard.of(endpoint, application);
            long hsts = settings.get(Settings.HSTS).toSeconds();
            if (hsts > 0) {
                application = new StrictTransport(application, "max-age=" + hsts);
            }
        }
        return application == context.application() ? context : context.withApplication(application);
    }

    /// Says in the log whom the endpoint believes.
    public static void announce(EndpointConfig endpoint) {
        if (endpoint.settings().get(Settings.FORWARDED_HEADERS) == ForwardedFields.OFF) {
            return;
        }
        ForwardedRules rules = ForwardedRules.of(endpoint);
        System.Logger log = LazyLogger.of(Edge.class);
        log.log(Level.INFO, "endpoint \"{0}\" ({1}) takes {2} from {3}", endpoint.name(), endpoint.origin(),
                rules.names(), rules.trusted());
        if (rules.trusted().everybody()) {
            log.log(Level.WARNING, "LNR-1201: endpoint \"{0}\" ({1}): forwarded.trusted-proxies = {2} believes every "
                    + "client: each can give itself any address, scheme and host. Name the proxies' own addresses.",
                    endpoint.name(), endpoint.origin(), rules.trusted());
        }
    }
}
