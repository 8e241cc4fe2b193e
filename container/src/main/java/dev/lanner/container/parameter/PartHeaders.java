package dev.lanner.container.parameter;

import dev.lanner.container.text.HeaderParameters;
import dev.lanner.spi.message.FieldSyntax;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The header fields of a part (RFC 7578, 4).
final class PartHeaders {
    private static final String DISPOSITION = "Content-Disposition";
    private static final String TYPE = "Content-Type";
    private static final String MALFORMED = "malformed-multipart";

    /// The most fields of one part; three are usual.
    private static final int MOST = 32;

    /// Name and value in turn; as many as there are, as these are kept for each part.
    private String[] fields = new String[0];

    /// Takes a line: no folding, a token for the name, no control characters but tab.
    void add(byte[] line, Charset charset) {
        if (count() == MOST) {
            throw ParameterProblem.tooLarge("part-headers-too-large",
                    "a part has more than " + MOST + " header fields");
        }
        int colon = 0;
        while (colon < line.length && FieldSyntax.isTokenChar(line[colon])) {
            colon++;
        }
        if (colon == 0 || colon == line.length || line[colon] != ':') {
            throw ParameterProblem.malformed(MALFORMED, "a header line of a part has no field name");
        }
        for (int i = colon + 1; i < line.length; i++) {
            if (!FieldSyntax.isValueChar(line[i] & 0xFF)) {
                throw ParameterProblem.malformed(MALFORMED, "a header field of a part has a control character");
            }
        }
        String name = new String(line, 0, colon, StandardCharsets.ISO_8859_1);
        String value = UrlEncodedParser.text(line, colon + 1, line.length - colon - 1, charset).strip();
        String[] more = Arrays.copyOf(fields, fields.length + 2);
        more[fields.length] = shared(name);
        more[fields.length + 1] = value;
        fields = more;
    }

    int count() {
        return fields.length / 2;
    }

    /// The first field of this name, or null.
    @Nullable
    String first(String name) {
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                return fields[i + 1];
            }
        }
        return null;
    }

    /// All fields of this name.
    List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < fields.length; i += 2) {
            if (fields[i].equalsIgnoreCase(name)) {
                values.add(fields[i + 1]);
            }
        }
        return values;
    }

    /// The names as the client wrote them.
    Set<String> names() {
        Set<String> lowerCase = new LinkedHashSet<>();
        Set<String> names = new LinkedHashSet<>();
        for (int i = 0; i < fields.length; i += 2) {
            if (lowerCase.add(fields[i].toLowerCase(Locale.ROOT))) {
                names.add(fields[i]);
            }
        }
        return names;
    }

    /// The Content-Type, or null.
    @Nullable
    String contentType() {
        return first(TYPE);
    }

    /// The Content-Disposition, which each part must have (RFC 7578, 4.2).
    String disposition() {
        String value = first(DISPOSITION);
        if (value == null || !value.regionMatches(true, 0, "form-data", 0, 9)
                || value.length() > 9 && value.charAt(9) != ';' && value.charAt(9) != ' ') {
            throw ParameterProblem.malformed(MALFORMED, "a part has no Content-Disposition of form-data");
        }
        return value;
    }

    /// The name of the field.
    String fieldName() {
        String name = HeaderParameters.value(disposition(), "name");
        if (name == null) {
            throw ParameterProblem.malformed(MALFORMED, "a part has no name");
        }
        return name;
    }

    /// The name of the file as the client gave it, or null for a field. `filename*` (RFC 8187) goes before `filename`.
    @Nullable
    String fileName() {
        String disposition = disposition();
        String extended = HeaderParameters.value(disposition, "filename*");
        return extended == null ? HeaderParameters.value(disposition, "filename") : decodeExtended(extended);
    }

    private static String decodeExtended(String value) {
        int first = value.indexOf('\'');
        int second = value.indexOf('\'', first + 1);
        if (first <= 0 || second < 0) {
            throw ParameterProblem.malformed(MALFORMED, "the parameter filename* of a part is malformed (RFC 8187)");
        }
        Charset charset = charset(value.substring(0, first));
        // a plus sign stands for itself here
        String encoded = value.substring(second + 1).replace("+", "%2B");
        Parameters decoded = new Parameters();
        new UrlEncodedParser(charset, new ParameterLimits(1, Long.MAX_VALUE))
                .parse("f=" + encoded.replace("&", "%26"), decoded);
        String name = decoded.get("f");
        return name == null ? "" : name;
    }

    /// The encoding of this name.
    static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw ParameterProblem.malformed("unknown-charset", "a part names an encoding that is not known here");
        }
    }

    /// The usual names are not kept once for each part.
    private static String shared(String name) {
        return switch (name) {
            case DISPOSITION -> DISPOSITION;
            case TYPE -> TYPE;
            default -> name;
        };
    }
}
