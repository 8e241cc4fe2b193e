package dev.lanner.http.exchange;

import dev.lanner.spi.features.MetricsTagsFeature;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The tags of one request. Safe for use by several threads.
public final class Tags implements MetricsTagsFeature {
    private volatile Map<String, String> tags = Map.of();
    private volatile boolean excluded;

    @Override
    public void tag(String name, String value) {
        if (!valid(name)) {
            throw new IllegalArgumentException("a tag's name consists of letters, digits, dots and underscores and "
                    + "does not start with a digit: " + name);
        }
        Map<String, String> more = new LinkedHashMap<>(tags);
        more.put(name, value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) : value);
        if (more.size() > MOST_TAGS) {
            throw new IllegalArgumentException("a request has at most " + MOST_TAGS + " tags: " + name
                    + " is one too many");
        }
        tags = Collections.unmodifiableMap(more);
    }

    private static boolean valid(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c == '.' && i > 0;
            if (!letter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    @Override
    public Map<String, String> tags() {
        return tags;
    }

    @Override
    public boolean excluded() {
        return excluded;
    }

    @Override
    public void excluded(boolean out) {
        excluded = out;
    }
}
