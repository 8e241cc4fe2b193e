package dev.lanner.container.session;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import java.util.Map;
import java.util.TreeMap;

/// What the owner says of the session cookie; it goes over what the application says.
///
/// @param name the name; empty for the application's
/// @param attributes of the cookie, by name
record OwnerCookie(String name, Map<String, String> attributes) {
    /// Nothing is said.
    static final OwnerCookie NONE = new OwnerCookie("", Map.of());

    static OwnerCookie of(SettingValues settings) {
        Map<String, String> attributes = new TreeMap<>();
        put(attributes, "Path", settings.get(Settings.SESSION_COOKIE_PATH));
        put(attributes, "Domain", settings.get(Settings.SESSION_COOKIE_DOMAIN));
        put(attributes, "SameSite", switch (settings.get(Settings.SESSION_COOKIE_SAME_SITE)) {
            case APPLICATION -> "";
            case LAX -> "Lax";
            case STRICT -> "Strict";
            case NONE -> "None";
        });
        put(attributes, "Secure", always(settings.get(Settings.SESSION_COOKIE_SECURE)));
        put(attributes, "HttpOnly", always(settings.get(Settings.SESSION_COOKIE_HTTP_ONLY)));
        return new OwnerCookie(settings.get(Settings.SESSION_COOKIE_NAME), attributes);
    }

    private static String always(Settings.Enforced enforced) {
        return enforced == Settings.Enforced.ALWAYS ? "true" : "";
    }

    private static void put(Map<String, String> attributes, String name, String value) {
        if (!value.isEmpty()) {
            attributes.put(name, value);
        }
    }
}
