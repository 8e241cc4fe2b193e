package dev.lanner.container.text;

import java.util.ArrayList;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;

/// The languages that a client wants (RFC 9110, 12.5.4; Servlet 6.1, 3.9).
public final class AcceptLanguage {

    private AcceptLanguage() {
    }

    /// The locales, the most wanted first. Malformed tags and `*` are left out; empty when nothing is left, which means
    /// the server's own default.
    ///
    /// @param fields the values of all Accept-Language fields
    public static List<Locale> parse(List<String> fields) {
        if (fields.isEmpty()) {
            return List.of();
        }
        List<Locale> locales = new ArrayList<>();
        for (Weighted wanted : Weighted.preferred(fields)) {
            if (wanted.item().equals("*")) {
                continue;
            }
            try {
                Locale locale = new Locale.Builder().setLanguageTag(wanted.item()).build();
                if (!locale.getLanguage().isEmpty() && !locales.contains(locale)) {
                    locales.add(locale);
                }
            } catch (IllformedLocaleException _) {
                // no language tag: the client does not name a language by it
            }
        }
        return locales;
    }
}
