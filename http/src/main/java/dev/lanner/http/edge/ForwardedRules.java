package dev.lanner.http.edge;

import dev.lanner.spi.config.EndpointConfig;
import dev.lanner.spi.config.Networks;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.ForwardedFields;
import java.util.ArrayList;
import java.util.List;

/// Which fields of which proxies are believed.
///
/// @param rfc7239 the field Forwarded; else X-Forwarded-For and the like
/// @param parts what is taken, some of [ForwardedPart]
/// @param trusted the proxies
/// @param limit how many in a row
/// @param symmetry whether each part must name the same number of proxies
record ForwardedRules(boolean rfc7239, List<ForwardedPart> parts, Networks trusted, long limit, boolean symmetry) {

    static ForwardedRules of(EndpointConfig endpoint) {
        SettingValues settings = endpoint.settings();
        boolean rfc7239 = settings.get(Settings.FORWARDED_HEADERS) == ForwardedFields.FORWARDED;
        List<String> words = settings.get(Settings.FORWARDED_PARTS);
        List<ForwardedPart> parts = new ArrayList<>();
        for (ForwardedPart part : ForwardedPart.values()) {
            if (words.contains(part.word())) {
                parts.add(part);
                if (rfc7239 && !part.inRfc7239()) {
                    throw new IllegalArgumentException("LNR-1202: forwarded.parts (" + settings.origin(
                            Settings.FORWARDED_PARTS) + ") names \"" + part.word()
                            + "\", which the field Forwarded does "
                            + "not have. Remove it, or set forwarded.headers: x-forwarded.");
                }
            }
        }
        return new ForwardedRules(rfc7239, List.copyOf(parts), settings.get(Settings.FORWARDED_TRUSTED_PROXIES),
                settings.get(Settings.FORWARDED_LIMIT), settings.get(Settings.FORWARDED_SYMMETRY));
    }

    boolean takes(ForwardedPart part) {
        return parts.contains(part);
    }

    /// The fields that are read, for messages.
    String names() {
        if (rfc7239) {
            return "Forwarded (" + String.join(", ", parts.stream().map(ForwardedPart::word).toList()) + ")";
        }
        return String.join(", ", parts.stream().map(ForwardedPart::field).toList());
    }
}
