package dev.lanner.container.cache;

import dev.lanner.container.text.HttpDate;
import dev.lanner.spi.message.Fields;

/// Whether a response may be kept, and for how long. In doubt it may not.
final class Freshness {
    /// What [#seconds] answers for a response that is not kept.
    static final long NONE = 0;
    private static final long YEAR = 365L * 24 * 60 * 60;
    /// Fields that make a response that of one client, of one moment, or of another cache.
    private static final String[] FORBIDDEN = {"Set-Cookie", "Set-Cookie2", "Pragma", "Age", "Content-Range",
        "WWW-Authenticate", "Trailer", "Clear-Site-Data"};

    private Freshness() {
    }

    /// How many seconds the response may be sent again.
    ///
    /// @param fields of the response with status 200; its Vary is the caller's matter
    /// @param now milliseconds since 1970
    static long seconds(Fields fields, long now) {
        for (String name : FORBIDDEN) {
            if (fields.first(name) != null) {
                return NONE;
            }
        }
        if (fields.first("Cache-Control") == null) {
            return untilExpires(fields, now);
        }
        Directives said = Directives.of(fields.all("Cache-Control"));
        if (!said.has("public") || said.has("private") || said.has("no-store") || said.has("no-cache")
                || said.has("must-understand")) {
            return NONE;
        }
        long age = said.seconds("s-maxage");
        if (age == Directives.ABSENT) {
            age = said.seconds("max-age");
        }
        return age == Directives.ABSENT ? untilExpires(fields, now) : Math.clamp(age, NONE, YEAR);
    }

    private static long untilExpires(Fields fields, long now) {
        String expires = fields.first("Expires");
        long end = expires == null || fields.all("Expires").size() > 1 ? HttpDate.NONE : HttpDate.parse(expires);
        return end == HttpDate.NONE ? NONE : Math.clamp((end - now) / 1000, NONE, YEAR);
    }
}
