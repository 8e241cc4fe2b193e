package dev.lanner.examples;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A JSON object being made; for one thread.
final class Json {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /// Adds a member: text, number, truth value, object, collection, or null.
    Json with(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    /// Sends the object as the response.
    void send(HttpServletResponse response) throws IOException {
        response.setContentType("application/json");
        response.setCharacterEncoding("UTF-8");
        response.setHeader("Cache-Control", "no-store");
        response.getWriter().write(toString());
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder("{");
        members.forEach((name, value) -> {
            out.append(out.length() == 1 ? "" : ",");
            text(name, out);
            out.append(':');
            value(value, out);
        });
        return out.append('}').toString();
    }

    private static void value(@Nullable Object value, StringBuilder out) {
        switch (value) {
            case null -> out.append("null");
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            case Json object -> out.append(object);
            case Collection<?> items -> {
                out.append('[');
                String comma = "";
                for (Object item : items) {
                    out.append(comma);
                    value(item, out);
                    comma = ",";
                }
                out.append(']');
            }
            default -> text(value.toString(), out);
        }
    }

    private static void text(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c < ' ' || c == '<' || c == 127 || c == '\u2028' || c == '\u2029') {
                        out.append("\\u").append(Character.forDigit(c >> 12, 16))
                                .append(Character.forDigit(c >> 8 & 15, 16)).append(Character.forDigit(c >> 4 & 15, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
