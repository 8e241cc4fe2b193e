package dev.lanner.http.edge;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one proxy says.
///
/// @param values by part, as written but for quotes
/// @param text the element as written
record ForwardedHop(Map<ForwardedPart, String> values, String text) {

    static ForwardedHop empty() {
        return new ForwardedHop(new EnumMap<>(ForwardedPart.class), "");
    }

    @Nullable
    String value(ForwardedPart part) {
        return values.get(part);
    }
}
