package dev.lanner.spi.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The canonicalisation of Servlet 6.1, 3.5.2, one step after the other over whole lists, to compare the real one with.
final class StepByStep {

    private StepByStep() {
    }

    /// @return null for a suspicious path
    static String normalize(String raw, boolean keepEncodedSlash) {
        boolean suspicious = raw.contains("#") || !raw.startsWith("/") || raw.contains("\\")
                || raw.matches("(?s).*%(?![0-9A-Fa-f]{2}).*") || raw.matches("(?s).*%5[Cc].*")
                || !keepEncodedSlash && raw.matches("(?s).*%2[Ff].*")
                || raw.matches("(?s).*[\\x00-\\x1f\\x7f-\\x9f].*");
        if (suspicious) {
            return null;
        }
        List<String> split = List.of(raw.substring(1).split("/", -1));
        List<String> decoded = new ArrayList<>();
        for (int i = 0; i < split.size(); i++) {
            String name = split.get(i).replaceFirst("(?s);.*", "");
            boolean parameters = split.get(i).contains(";");
            String segment = decode(name);
            String all = decode(split.get(i));
            boolean dots = segment.equals(".") || segment.equals("..");
            if (all.contains("\uFFFD") || all.chars().anyMatch(Character::isISOControl)
                    || dots && (parameters || name.contains("%"))
                    || name.isEmpty() && parameters && i < split.size() - 1) {
                return null;
            }
            decoded.add(segment);
        }
        String last = decoded.getLast();
        decoded.removeIf(String::isEmpty);
        if (last.isEmpty()) {
            decoded.add("");
        }
        decoded.removeIf("."::equals);
        while (decoded.contains("..")) {
            int at = decoded.indexOf("..");
            if (at == 0) {
                return null;
            }
            decoded.subList(at - 1, at + 1).clear();
        }
        if (keepEncodedSlash) {
            decoded.replaceAll(segment -> segment.replace("%", "%25").replace("/", "%2F"));
        }
        return decoded.isEmpty() ? "/" : "/" + String.join("/", decoded);
    }

    private static String decode(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                bytes.write(Integer.parseInt(text.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.writeBytes(text.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
