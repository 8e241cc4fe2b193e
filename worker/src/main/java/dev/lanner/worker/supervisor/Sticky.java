package dev.lanner.worker.supervisor;

import dev.lanner.deploy.ContextName;
import dev.lanner.spi.features.BodySource;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.FeatureKey;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import dev.lanner.spi.message.RequestTarget;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// The cookie that keeps a client at one of several workers. Safe for use by several threads.
///
/// Its value names a place, not a process: it is the same after a restart of the worker, of the server, and at another server
/// with the same context, so that sessions that were kept are found again. What a client sends is a hint: at most it
/// chooses its worker by it.
final class Sticky {
    /// The name of the cookie.
    static final String NAME = "LANNERWORKER";

    private static final FeatureKey<Hint> HINT = FeatureKey.of(Hint.class);
    private static final int VALUE_BYTES = 9;

    private final String path;
    private final List<String> values = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final AtomicInteger next = new AtomicInteger();

    /// The worker that a client was sent to before.
    @FunctionalInterface
    interface Hint {
        /// Its number.
        int index();
    }

    /// @param processes how many workers there are
    Sticky(ContextName context, int processes) {
        path = encoded(context.path());
        for (int i = 0; i < processes; i++) {
            String value = value(context, i);
            values.add(value);
            places.put(value, i);
        }
    }

    private static String encoded(String path) {
        try {
            return new URI(null, null, path, null).toASCIIString();
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("a context's path can be encoded: " + path, e);
        }
    }

    private static String value(ContextName context, int index) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(("lanner-worker " + index + ' ' + context).getBytes(StandardCharsets.UTF_8));
            byte[] some = new byte[VALUE_BYTES];
            System.arraycopy(hash, 0, some, 0, some.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(some);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JVM has SHA-256", e);
        }
    }

    /// Where to begin to look for a worker.
    int next() {
        return next.getAndIncrement() & Integer.MAX_VALUE;
    }

    /// Takes the cookie out of a request, for [#hint] and so that the application does not see it.
    void read(FeatureCollection exchange) {
        RequestFeature request = exchange.require(Features.REQUEST);
        List<String> cookies = request.headers().all("Cookie");
        int found = -1;
        boolean any = false;
        for (String line : cookies) {
            if (line.contains(NAME)) {
                any = true;
                int place = place(line);
                found = place < 0 ? found : place;
            }
        }
        if (any) {
            exchange.set(Features.REQUEST, new WithoutCookie(request, without(request.headers())));
        }
        if (found >= 0) {
            int index = found;
            exchange.set(HINT, () -> index);
        }
    }

    private int place(String cookies) {
        for (String each : cookies.split(";", -1)) {
            String cookie = each.strip();
            Integer place = isOwn(cookie) ? places.get(cookie.substring(NAME.length() + 1)) : null;
            if (place != null) {
                return place;
            }
        }
        return -1;
    }

    private static boolean isOwn(String cookie) {
        return cookie.startsWith(NAME + "=");
    }

    private static Fields without(Fields headers) {
        FieldList rest = new FieldList(headers.size(), true);
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Cookie") || !value.contains(NAME)) {
                rest.add(name, value);
                return;
            }
            StringBuilder kept = new StringBuilder();
            for (String each : value.split(";", -1)) {
                if (!isOwn(each.strip())) {
                    kept.append(kept.isEmpty() ? "" : "; ").append(each.strip());
                }
            }
            if (!kept.isEmpty()) {
                rest.add(name, kept.toString());
            }
        });
        return rest;
    }

    /// The number of the worker that the client was sent to before; -1 for none.
    int hint(FeatureCollection exchange) {
        Hint hint = exchange.get(HINT);
        return hint == null ? -1 : hint.index();
    }

    /// Has the client come back to a worker.
    void keep(FeatureCollection exchange, int index) {
        MutableFields headers = exchange.require(Features.RESPONSE).headers();
        List<String> others = new ArrayList<>(headers.all("Set-Cookie"));
        if (others.removeIf(Sticky::isOwn)) {
            headers.remove("Set-Cookie");
            others.forEach(other -> headers.add("Set-Cookie", other));
        }
        RequestTarget target = exchange.require(Features.REQUEST).target();
        String place = target.prefix() + path;
        headers.add("Set-Cookie", NAME + "=" + values.get(index) + "; Path=" + (place.isEmpty() ? "/" : place)
                + (target.scheme().equals("https") ? "; Secure" : "") + "; HttpOnly; SameSite=Lax");
    }

    /// The request without the cookie.
    private record WithoutCookie(RequestFeature request, Fields headers) implements RequestFeature {
        @Override
        public String method() {
            return request.method();
        }

        @Override
        public String protocol() {
            return request.protocol();
        }

        @Override
        public RequestTarget target() {
            return request.target();
        }

        @Override
        public BodySource body() {
            return request.body();
        }
    }
}
