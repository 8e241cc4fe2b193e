package dev.lanner.container.cookie;

import dev.lanner.container.text.HttpDate;
import dev.lanner.spi.message.FieldSyntax;
import jakarta.servlet.http.Cookie;
import java.util.Map;

/// Writes the value of the field Set-Cookie (RFC 6265, 4.1.1).
public final class SetCookie {
    private static final String MAX_AGE = "Max-Age";
    private static final String EXPIRES = "Expires";
    private static final String DOMAIN = "Domain";
    private static final String PATH = "Path";

    private SetCookie() {
    }

    /// The field's value. A Max-Age of 0 or more also gives an Expires for old clients.
    ///
    /// @param now milliseconds since 1970, for Expires
    /// @throws IllegalArgumentException when a part holds what may not be sent; the message names part and character
    public static String format(Cookie cookie, long now) {
        String name = cookie.getName();
        if (!FieldSyntax.isToken(name)) {
            throw new IllegalArgumentException(
                    "the cookie name " + quoted(name) + " is no token (RFC 6265, 4.1.1): use letters, digits, - and _");
        }
        String value = cookie.getValue() == null ? "" : cookie.getValue();
        checkValue(name, value);
        StringBuilder text = new StringBuilder(name.length() + value.length() + 64);
        text.append(name).append('=').append(value);
        appendAge(text, cookie, now);
        // where it counts before how it is kept, as most readers expect
        for (boolean place : new boolean[]{true, false}) {
            for (Map.Entry<String, String> attribute : cookie.getAttributes().entrySet()) {
                boolean says = cookie.getMaxAge() != 0 || !attribute.getKey().equalsIgnoreCase(EXPIRES);
                if (says && place == isPlace(attribute.getKey())) {
                    appendAttribute(text, name, attribute.getKey(), attribute.getValue());
                }
            }
        }
        return text.toString();
    }

    /// As [#format(Cookie, long)], at the present time.
    public static String format(Cookie cookie) {
        return format(cookie, System.currentTimeMillis());
    }

    private static boolean isPlace(String attribute) {
        return attribute.equalsIgnoreCase(DOMAIN) || attribute.equalsIgnoreCase(PATH);
    }

    private static void appendAge(StringBuilder text, Cookie cookie, long now) {
        int age = cookie.getMaxAge();
        if (age < 0) {
            return;
        }
        if (age == 0) {
            // `Max-Age` begins with another digit than 0 (RFC 6265, 4.1.1)
            text.append("; ").append(EXPIRES).append('=').append(HttpDate.format(0));
            return;
        }
        text.append("; ").append(MAX_AGE).append('=').append(age);
        if (cookie.getAttribute(EXPIRES) == null) {
            text.append("; ").append(EXPIRES).append('=').append(HttpDate.format(now + age * 1000L));
        }
    }

    private static void appendAttribute(StringBuilder text, String cookie, String attribute, String value) {
        if (attribute.equalsIgnoreCase(MAX_AGE)) {
            return;
        }
        if (!FieldSyntax.isToken(attribute)) {
            throw new IllegalArgumentException(
                    "the attribute " + quoted(attribute) + " of the cookie " + cookie + " is no token");
        }
        String checked = attribute.equalsIgnoreCase(DOMAIN) ? domain(cookie, value) : value;
        if (attribute.equalsIgnoreCase(PATH) && checked.isEmpty()) {
            return;
        }
        checkAttribute(cookie, attribute, checked);
        text.append("; ").append(attribute);
        if (!checked.isEmpty()) {
            text.append('=').append(checked);
        }
    }

    /// A value is of cookie-octets, in quotes or not.
    private static void checkValue(String name, String value) {
        int end = value.length();
        boolean quotes = end >= 2 && value.charAt(0) == '"' && value.charAt(end - 1) == '"';
        for (int i = quotes ? 1 : 0; i < (quotes ? end - 1 : end); i++) {
            char c = value.charAt(i);
            if (c <= ' ' || c >= 127 || c == '"' || c == ',' || c == ';' || c == '\\') {
                throw illegal("the value of the cookie " + name, c, i,
                        "spaces, quotes, commas, semicolons, backslashes and what is not ASCII must be encoded, "
                                + "for example by URLEncoder (RFC 6265, 4.1.1)");
            }
        }
    }

    private static void checkAttribute(String cookie, String attribute, String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 127 || c == ';') {
                throw illegal("the attribute " + attribute + " of the cookie " + cookie, c, i,
                        "control characters, semicolons and what is not ASCII can't be sent (RFC 6265, 4.1.1)");
            }
        }
    }

    /// A leading dot means nothing (RFC 6265, 4.1.2.3).
    private static String domain(String cookie, String value) {
        String domain = value.startsWith(".") ? value.substring(1) : value;
        for (int i = 0; i < domain.length(); i++) {
            char c = domain.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!letter && c != '-' && c != '.') {
                throw illegal("the attribute Domain of the cookie " + cookie, c, i, "it must be a host name");
            }
        }
        return domain;
    }

    private static IllegalArgumentException illegal(String what, char found, int index, String rule) {
        return new IllegalArgumentException(
                what + " has the character U+" + String.format("%04X", (int) found) + " at " + index + ": " + rule);
    }

    private static String quoted(String text) {
        return '"' + text.replaceAll("\\P{Print}", "?") + '"';
    }
}
