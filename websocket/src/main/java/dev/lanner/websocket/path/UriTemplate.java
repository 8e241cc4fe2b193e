package dev.lanner.websocket.path;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// The path of an endpoint: segments that are literal or a variable (RFC 6570, level 1; Jakarta WebSocket 2.2, 3.1.1).
///
/// @param path as the application wrote it
/// @param segments what is between the slashes
public record UriTemplate(String path, List<Segment> segments) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_%][A-Za-z0-9_.%-]*");

    /// One part of a path.
    public sealed interface Segment {
    }

    /// A part that must be there as it is.
    ///
    /// @param text decoded
    public record Literal(String text) implements Segment {
    }

    /// A part that may be anything but empty.
    ///
    /// @param name the variable's name
    public record Variable(String name) implements Segment {
    }

    /// Takes a copy.
    public UriTemplate {
        segments = List.copyOf(segments);
    }

    /// Parses a path.
    ///
    /// @throws IllegalArgumentException naming the path and the rule that it breaks
    public static UriTemplate parse(String path) {
        if (!path.startsWith("/")) {
            throw malformed(path, "it must begin with a slash");
        }
        List<Segment> segments = new ArrayList<>();
        Set<String> names = new HashSet<>();
        String[] parts = path.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (part.isEmpty() && i < parts.length - 1) {
                throw malformed(path, "it must not contain //");
            }
            if (part.equals(".") || part.equals("..")) {
                throw malformed(path, "it must not contain /./ or /../");
            }
            Segment segment = segment(path, part);
            if (segment instanceof Variable(String name) && !names.add(name)) {
                throw malformed(path, "the variable {" + name + "} is there twice");
            }
            segments.add(segment);
        }
        return new UriTemplate(path, segments);
    }

    private static Segment segment(String path, String part) {
        if (part.startsWith("{") && part.endsWith("}")) {
            String name = part.substring(1, part.length() - 1);
            if (!NAME.matcher(name).matches()) {
                throw malformed(path, "\"" + name + "\" is no name for a variable");
            }
            return new Variable(name);
        }
        if (part.indexOf('{') >= 0 || part.indexOf('}') >= 0) {
            throw malformed(path, "a variable such as {name} must be a whole segment");
        }
        if (part.indexOf('?') >= 0 || part.indexOf('#') >= 0) {
            throw malformed(path, "it must have neither query nor fragment");
        }
        return new Literal(decode(path, part));
    }

    private static String decode(String path, String part) {
        if (part.indexOf('%') < 0) {
            return part;
        }
        try {
            return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw malformed(path, "a % needs two hexadecimal digits after it");
        }
    }

    private static IllegalArgumentException malformed(String path, String rule) {
        return new IllegalArgumentException("LNR-6100: \"" + path + "\" can't be the path of an endpoint: " + rule
                + " (Jakarta WebSocket 2.2, 3.1.1)");
    }

    /// The names of its variables, in order.
    public List<String> variables() {
        List<String> names = new ArrayList<>();
        for (Segment segment : segments) {
            if (segment instanceof Variable(String name)) {
                names.add(name);
            }
        }
        return names;
    }
}
