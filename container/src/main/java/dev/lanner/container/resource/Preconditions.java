package dev.lanner.container.resource;

import dev.lanner.container.text.EntityTags;
import dev.lanner.container.text.HttpDate;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Conditional requests, in the order of RFC 9110, 13.2.2. A date that can't be read is no condition.
final class Preconditions {
    /// No condition speaks against serving.
    static final int PASSED = 200;
    static final int NOT_MODIFIED = 304;
    static final int FAILED = 412;

    private static final long SECOND = 1000;

    private final HttpServletRequest request;
    private final String etag;
    private final long modified;

    /// @param etag of the representation that would be sent
    /// @param modified milliseconds since 1970
    Preconditions(HttpServletRequest request, String etag, long modified) {
        this.request = request;
        this.etag = etag;
        this.modified = modified / SECOND * SECOND;
    }

    /// The status code that the conditions lead to.
    int evaluate() {
        if (request.getHeader("If-Match") != null) {
            if (!EntityTags.contain(fields("If-Match"), etag, false)) {
                return FAILED;
            }
        } else {
            long unmodifiedSince = date(request.getHeader("If-Unmodified-Since"));
            if (unmodifiedSince != HttpDate.NONE && modified > unmodifiedSince) {
                return FAILED;
            }
        }
        if (request.getHeader("If-None-Match") != null) {
            return EntityTags.contain(fields("If-None-Match"), etag, true) ? NOT_MODIFIED : PASSED;
        }
        long modifiedSince = date(request.getHeader("If-Modified-Since"));
        return modifiedSince != HttpDate.NONE && modified <= modifiedSince ? NOT_MODIFIED : PASSED;
    }

    /// Whether a range may be sent: without If-Range, or when its validator is this one, exactly.
    boolean rangeAllowed() {
        String validator = request.getHeader("If-Range");
        if (validator == null) {
            return true;
        }
        return validator.startsWith("\"") ? validator.strip().equals(etag) : date(validator) == modified;
    }

    private List<String> fields(String name) {
        return Collections.list(request.getHeaders(name));
    }

    private static long date(@Nullable String text) {
        return text == null ? HttpDate.NONE : HttpDate.parse(text);
    }
}
