package dev.lanner.http.edge;

import dev.lanner.spi.message.FieldSyntax;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Reads the field Forwarded (RFC 7239, 4). Strict: a field that is malformed anywhere is refused, for a client could
/// otherwise hide behind a quote what its proxy appends.
final class ForwardedParser {
    private final String line;
    private int at;

    private ForwardedParser(String line) {
        this.line = line;
    }

    /// The elements of all lines, in order.
    static List<ForwardedHop> parse(List<String> lines) throws MalformedForwardedException {
        List<ForwardedHop> hops = new ArrayList<>();
        for (String line : lines) {
            new ForwardedParser(line).line(hops);
        }
        return hops;
    }

    /// `1#forwarded-element`; empty elements are allowed in lists (RFC 9110, 5.6.1.2).
    private void line(List<ForwardedHop> hops) throws MalformedForwardedException {
        while (true) {
            skipSpace();
            int start = at;
            Map<ForwardedPart, String> values = new EnumMap<>(ForwardedPart.class);
            List<String> seen = new ArrayList<>();
            element(values, seen);
            int end = at;
            skipSpace();
            if (!seen.isEmpty()) {
                hops.add(new ForwardedHop(values, line.substring(start, end)));
            }
            if (at == line.length()) {
                return;
            }
            if (line.charAt(at) != ',') {
                throw malformed();
            }
            at++;
        }
    }

    /// `[ forwarded-pair ] *( ";" [ forwarded-pair ] )`
    private void element(Map<ForwardedPart, String> values, List<String> seen) throws MalformedForwardedException {
        while (at < line.length() && line.charAt(at) != ',' && !isSpace(line.charAt(at))) {
            if (line.charAt(at) == ';') {
                at++;
                continue;
            }
            String name = token().toLowerCase(java.util.Locale.ROOT);
            if (at == line.length() || line.charAt(at) != '=') {
                throw malformed();
            }
            at++;
            String value = at < line.length() && line.charAt(at) == '"' ? quoted() : token();
            if (seen.contains(name)) {
                throw new MalformedForwardedException("The Forwarded field has a parameter twice.");
            }
            seen.add(name);
            for (ForwardedPart part : ForwardedPart.values()) {
                if (part.inRfc7239() && part.word().equals(name)) {
                    values.put(part, value);
                }
            }
            if (at < line.length() && line.charAt(at) != ';' && line.charAt(at) != ',' && !isSpace(line.charAt(at))) {
                throw malformed();
            }
        }
    }

    private String token() throws MalformedForwardedException {
        int start = at;
        while (at < line.length() && FieldSyntax.isTokenChar(line.charAt(at))) {
            at++;
        }
        if (at == start) {
            throw malformed();
        }
        return line.substring(start, at);
    }

    private String quoted() throws MalformedForwardedException {
        StringBuilder text = new StringBuilder();
        for (at++; at < line.length(); at++) {
            char c = line.charAt(at);
            if (c == '"') {
                at++;
                return text.toString();
            }
            if (c == '\\') {
                at++;
                if (at == line.length()) {
                    break;
                }
                c = line.charAt(at);
            }
            text.append(c);
        }
        throw malformed();
    }

    private void skipSpace() {
        while (at < line.length() && isSpace(line.charAt(at))) {
            at++;
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }

    private static MalformedForwardedException malformed() {
        return new MalformedForwardedException("The Forwarded field is malformed.");
    }
}
