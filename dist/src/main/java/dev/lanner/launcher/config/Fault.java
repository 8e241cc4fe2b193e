package dev.lanner.launcher.config;

import org.jspecify.annotations.Nullable;

/// Something wrong with the configuration.
///
/// @param origin where
/// @param key the whole key; empty when the fault is not about one
/// @param value the value given, null when it does not matter
/// @param rule the rule that is broken
/// @param nearest what was probably meant
public record Fault(Origin origin, String key, @Nullable String value, String rule, @Nullable String nearest) {
    private static final int LONGEST_VALUE = 120;

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(origin.toString()).append(": ");
        if (!key.isEmpty()) {
            text.append("key '").append(printable(key)).append('\'');
        }
        if (value != null) {
            text.append(key.isEmpty() ? "" : " ").append("value '").append(printable(value)).append('\'');
        }
        if (text.charAt(text.length() - 1) == '\'') {
            text.append(": ");
        }
        text.append(rule);
        if (nearest != null) {
            text.append(", did you mean '").append(nearest).append("'?");
        }
        return text.toString();
    }

    private static String printable(String text) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0; i < text.length() && i < LONGEST_VALUE; i++) {
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? '?' : c);
        }
        return text.length() > LONGEST_VALUE ? shown.append('…').toString() : shown.toString();
    }
}
