package dev.lanner.container.cookie;

import dev.lanner.spi.features.RequestCookiesFeature;
import dev.lanner.spi.message.Fields;
import jakarta.servlet.http.Cookie;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The cookies of a request, parsed when they are asked for the first time.
public final class RequestCookies implements RequestCookiesFeature {
    private static final String COOKIE = "Cookie";

    private final Fields headers;
    private @Nullable List<Map.Entry<String, String>> cookies;

    /// @param headers the request's header fields
    public RequestCookies(Fields headers) {
        this.headers = headers;
    }

    @Override
    public List<Map.Entry<String, String>> cookies() {
        List<Map.Entry<String, String>> parsed = cookies;
        if (parsed == null) {
            parsed = new ArrayList<>();
            // HTTP/2 may split the cookies over several fields (RFC 9113, 8.2.3)
            for (String field : headers.all(COOKIE)) {
                CookieParser.parse(field, parsed);
            }
            cookies = parsed;
        }
        return parsed;
    }

    /// Looks at the values of one cookie without parsing the others.
    ///
    /// @param visitor is given each value until it answers something
    public static <R> @Nullable R find(Fields headers, String name, CookieParser.Visitor<R> visitor) {
        if (headers.first(COOKIE) == null) {
            return null;
        }
        for (String field : headers.all(COOKIE)) {
            R answer = CookieParser.find(field, name, visitor);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    /// The first value of one cookie, or null.
    public static @Nullable String value(Fields headers, String name) {
        return find(headers, name, value -> value);
    }

    /// As the Servlet API wants them; a name that [Cookie] refuses is left out.
    public static Cookie[] toServlet(List<Map.Entry<String, String>> cookies) {
        List<Cookie> converted = new ArrayList<>(cookies.size());
        for (Map.Entry<String, String> cookie : cookies) {
            try {
                converted.add(new Cookie(cookie.getKey(), cookie.getValue()));
            } catch (IllegalArgumentException _) {
                // a name that the parser or a filter's feature let through, but not the API
            }
        }
        return converted.toArray(new Cookie[0]);
    }
}
