package dev.lanner.launcher.config;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.SettingType.HttpsPlace;
import dev.lanner.spi.config.Settings;
import java.util.List;

/// Whether the endpoints that `https-redirect` names are there. Stateless.
final class RedirectCheck {
    private RedirectCheck() {
    }

    /// @param to what the endpoint says
    static void check(EndpointConfig endpoint, String to, List<EndpointConfig> listening, Faults faults) {
        if (endpoint.url().scheme().equals("http") && !HttpsPlace.isPort(to) && !isHttps(to, listening)) {
            faults.add(Origin.of(endpoint.settings().origin(Settings.HTTPS_REDIRECT)),
                    "endpoints." + endpoint.name() + ".https-redirect", to,
                    "must be off, a port or the name of an https endpoint over TCP; there " + names(listening));
        }
    }

    private static boolean isHttps(String name, List<EndpointConfig> listening) {
        for (EndpointConfig endpoint : listening) {
            if (endpoint.name().equalsIgnoreCase(name)) {
                return isHttps(endpoint);
            }
        }
        return false;
    }

    private static boolean isHttps(EndpointConfig endpoint) {
        return endpoint.url().scheme().equals("https") && !endpoint.url().unix();
    }

    private static String names(List<EndpointConfig> listening) {
        StringBuilder names = new StringBuilder();
        for (EndpointConfig endpoint : listening) {
            if (isHttps(endpoint)) {
                names.append(names.isEmpty() ? "are: " : ", ").append(endpoint.name());
            }
        }
        return names.isEmpty() ? "is none" : names.toString();
    }
}
