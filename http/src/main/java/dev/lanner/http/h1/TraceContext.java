package dev.lanner.http.h1;

import dev.lanner.spi.features.TraceContextFeature;
import dev.lanner.spi.message.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields `traceparent` and `tracestate` (W3C Trace Context, 3.2 and 3.3).
public record TraceContext(String traceId, String parentId, boolean sampled,
        String state) implements TraceContextFeature {
    private static final int VERSION_0_LENGTH = 55;
    private static final int LONGEST_STATE = 512;

    /// The context that a request came with, or null where its `traceparent` is missing, repeated or malformed.
    public static @Nullable TraceContext of(Fields fields) {
        List<String> given = fields.all("traceparent");
        if (given.size() != 1 || !wellFormed(given.getFirst())) {
            return null;
        }
        String parent = given.getFirst();
        String state = String.join(",", fields.all("tracestate"));
        return new TraceContext(parent.substring(3, 35), parent.substring(36, 52),
                (Character.digit(parent.charAt(54), 16) & 1) != 0, state.length() > LONGEST_STATE ? "" : state);
    }

    private static boolean wellFormed(String value) {
        if (value.length() < VERSION_0_LENGTH || value.charAt(2) != '-' || value.charAt(35) != '-'
                || value.charAt(52) != '-' || value.startsWith("ff")) {
            return false;
        }
        boolean version0 = value.startsWith("00");
        if (version0
                ? value.length() != VERSION_0_LENGTH
                : value.length() > VERSION_0_LENGTH
                        && value.charAt(VERSION_0_LENGTH) != '-') {
            return false;
        }
        return hex(value, 0, 2) >= 0 && hex(value, 3, 35) > 0 && hex(value, 36, 52) > 0 && hex(value, 53, 55) >= 0;
    }

    /// -1 where something is no lower-case hexadecimal digit, 0 where all are zero, else 1.
    private static int hex(String value, int from, int to) {
        int seen = 0;
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                return -1;
            }
            seen |= c ^ '0';
        }
        return seen == 0 ? 0 : 1;
    }
}
