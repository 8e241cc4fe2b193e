package dev.lanner.container.cache;

import dev.lanner.spi.features.BodyDetectionFeature;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.TlsFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.RequestTarget;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request that the cache may answer, or whose response may fill it: a GET or HEAD of nobody in particular.
///
/// @param target normalised path and query: what unsafe methods make invalid
/// @param variant everything else that makes responses different
/// @param fields the request's header fields
/// @param head whether it is a HEAD
/// @param asked its Cache-Control; null where there is none
record CacheQuestion(String target, String variant, Fields fields, boolean head, @Nullable Directives asked) {
    /// Who has one of these wants more than what the path names, or is somebody.
    private static final List<String> BEYOND = List.of("Authorization", "Range", "If-Range", "If-Match",
            "If-Unmodified-Since", "Upgrade", "Expect", "Transfer-Encoding", "X-Api-Key", "X-Auth-Token",
            "X-Forwarded-User", "X-Remote-User", "Remote-User");
    /// Fields that frameworks and applications make URLs or contents of without saying so by Vary: each value has its own
    /// responses, so that nobody can put something into those of others.
    private static final List<String> KEYED = List.of("Host", "Accept", "Origin", "X-Requested-With", "Forwarded",
            "X-Forwarded-Host", "X-Forwarded-Server", "X-Forwarded-Proto", "X-Forwarded-Scheme", "X-Forwarded-Ssl",
            "X-Forwarded-Port", "X-Forwarded-Prefix", "X-Forwarded-Path", "X-Host", "X-Original-URL",
            "X-Original-Host", "X-Rewrite-URL", "X-HTTP-Method", "X-HTTP-Method-Override", "X-Method-Override",
            "Accept-Language", "HX-Request");

    /// The question that a request is; null for one that goes to the application whatever the cache has.
    ///
    /// @param cookies whether one with cookies may be a question
    /// @param coding what marks the content codings that the client takes, as far as we make them
    static @Nullable CacheQuestion of(FeatureCollection exchange, boolean cookies, String coding) {
        RequestFeature request = exchange.require(Features.REQUEST);
        boolean head = request.method().equals("HEAD");
        Fields fields = request.headers();
        RequestTarget seen = request.target();
        if (!head && !request.method().equals("GET") || !cookies && fields.first("Cookie") != null
                || seen.rawPath().indexOf(';') >= 0 || wantsMore(fields) || hasBody(exchange) || isSomebody(exchange)) {
            return null;
        }
        Directives asked = fields.first("Cache-Control") == null
                ? null
                : Directives.of(fields.all("Cache-Control"));
        return new CacheQuestion(target(seen), variant(seen, fields, coding), fields, head, asked);
    }

    /// What is asked for, without regard to how it is written.
    static String target(RequestTarget target) {
        return target.query() == null ? target.path() : target.path() + "?" + target.query();
    }

    private static boolean wantsMore(Fields fields) {
        for (String name : BEYOND) {
            if (fields.first(name) != null) {
                return true;
            }
        }
        String length = fields.first("Content-Length");
        return length != null && !length.equals("0");
    }

    /// In HTTP/2 no field need say so.
    private static boolean hasBody(FeatureCollection exchange) {
        BodyDetectionFeature body = exchange.get(Features.BODY_DETECTION);
        return body != null && body.canHaveBody();
    }

    /// Whether somebody is logged in, has shown a certificate, or a constraint guards what is asked for: then the login
    /// has marked the response as private already.
    private static boolean isSomebody(FeatureCollection exchange) {
        TlsFeature tls = exchange.get(Features.TLS);
        return exchange.get(Features.AUTHENTICATION) != null || tls != null && !tls.peerCertificates().isEmpty()
                || "private".equals(exchange.require(Features.RESPONSE).headers().first("Cache-Control"));
    }

    private static String variant(RequestTarget seen, Fields fields, String coding) {
        StringBuilder text = new StringBuilder(96);
        text.append(coding).append('\n').append(seen.scheme()).append('\n')
                .append(seen.authority().toLowerCase(Locale.ROOT)).append('\n').append(seen.prefix()).append('\n')
                .append(seen.rawPath());
        for (int i = 0; i < KEYED.size(); i++) {
            String name = KEYED.get(i);
            if (fields.first(name) != null) {
                // no value has a line end; their number keeps one that looks like what follows from passing for it
                List<String> values = fields.all(name);
                text.append('\n').append(i).append(' ').append(values.size());
                values.forEach(value -> text.append('\n').append(value));
            }
        }
        return text.toString();
    }

    /// Whether the client takes what is kept (RFC 9111, 5.2.1).
    ///
    /// @param age of what is kept, in seconds
    /// @param left until it is no longer fresh, in seconds
    boolean takes(long age, long left) {
        Directives said = asked;
        if (said == null) {
            return fields.first("Pragma") == null;
        }
        long most = said.seconds("max-age");
        long least = said.seconds("min-fresh");
        return !said.has("no-cache") && !said.has("no-store") && most != Directives.MALFORMED
                && least != Directives.MALFORMED && (most == Directives.ABSENT || age <= most) && left >= least;
    }

    /// Whether the response may be kept.
    boolean fills() {
        Directives said = asked;
        return !head && (said == null || !said.has("no-store"));
    }
}
