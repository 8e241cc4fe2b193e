package dev.lanner.container.parameter;

import dev.lanner.container.text.ContentType;
import dev.lanner.spi.features.BodySource;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Reads a multipart/form-data body (RFC 7578; Servlet 6.1, 3.2) into a form.
///
/// Memory holds one buffer, the header fields and the text fields, at most `max-form-size` in all; files above the
/// threshold go to disk as they come. A part that is itself a multipart body stays as it is. Nothing is left behind
/// when the reading fails.
public final class MultipartReader {
    /// RFC 2046, 5.1.1 allows 70.
    private static final int LONGEST_BOUNDARY = 70;
    private static final String BOUNDARY_CHARS = "'()+_,-./:=? ";
    /// What a part costs in memory besides its bytes.
    private static final int PART_OVERHEAD = 256;
    private static final String MALFORMED = "malformed-multipart";

    private final MultipartRules rules;
    private final Charset charset;
    private final MultipartForm form;
    private final MultipartParser parser;
    private final PartWriter writer;

    private MultipartReader(String boundary, BodySource body, MultipartRules rules, Charset charset) {
        this.rules = rules;
        this.charset = charset;
        form = new MultipartForm(rules.location());
        parser = new MultipartParser(body, boundary, rules.limits().maxPartHeadersSize(), rules.maxRequestSize());
        writer = new PartWriter(rules, form);
    }

    /// Whether a Content-Type is that of a multipart form.
    public static boolean isMultipart(@Nullable String contentType) {
        return contentType != null && ContentType.parse(contentType).mediaType().equals("multipart/form-data");
    }

    /// Reads a body to its end.
    ///
    /// @param contentType as sent
    /// @param contentLength bytes as announced, or -1
    /// @param charset for names and text fields where the body does not say
    /// @return to be closed at the end of the request
    /// @throws ParameterProblem when a rule or a limit is broken, or the body can't be read
    /// @throws IOException when a temporary file can't be written
    public static MultipartForm read(String contentType, BodySource body, long contentLength, MultipartRules rules,
            Charset charset) throws IOException {
        String boundary = boundary(contentType);
        if (contentLength > rules.maxRequestSize()) {
            throw MultipartParser.requestTooLarge(rules.maxRequestSize());
        }
        BodySource source = (buffer, offset, length) -> {
            try {
                return body.read(buffer, offset, length);
            } catch (IOException e) {
                throw ParameterProblem.unreadable(e);
            }
        };
        MultipartReader reader = new MultipartReader(boundary, source, rules, charset);
        boolean done = false;
        try {
            reader.readParts();
            done = true;
            return reader.form;
        } finally {
            if (!done) {
                reader.form.close();
            }
        }
    }

    private static String boundary(String contentType) {
        String boundary = ContentType.parse(contentType).parameter("boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > LONGEST_BOUNDARY || boundary.endsWith(" ")) {
            throw ParameterProblem.malformed(MALFORMED,
                    "the Content-Type of a multipart body has no boundary of 1 to 70 characters (RFC 2046, 5.1.1)");
        }
        for (int i = 0; i < boundary.length(); i++) {
            char c = boundary.charAt(i);
            boolean plain = c < 128 && Character.isLetterOrDigit(c);
            if (!plain && BOUNDARY_CHARS.indexOf(c) < 0) {
                throw ParameterProblem.malformed(MALFORMED,
                        "the boundary of a multipart body has a character that may not be there (RFC 2046, 5.1.1)");
            }
        }
        return boundary;
    }

    private void readParts() throws IOException {
        int longest = rules.limits().maxPartHeadersSize();
        boolean more = parser.begin(longest);
        long count = 0;
        while (more) {
            count++;
            if (count > rules.limits().maxParts()) {
                throw ParameterProblem.tooLarge("too-many-parts", "the multipart body has more than "
                        + rules.limits().maxParts() + " parts (setting limits.max-part-count)");
            }
            more = readPart(longest);
        }
        parser.end(longest);
        form.fields(fields());
    }

    private boolean readPart(int longestHeaders) throws IOException {
        PartHeaders headers = new PartHeaders();
        int left = longestHeaders;
        byte[] line = parser.line(left);
        while (line.length > 0) {
            left -= Math.min(left, line.length + 2);
            headers.add(line, charset);
            line = parser.line(left);
        }
        writer.keep(longestHeaders - left + PART_OVERHEAD);
        String name = headers.fieldName();
        String fileName = headers.fileName();
        writer.begin(fileName != null);
        boolean more = parser.content(writer);
        form.add(new StoredPart(form, headers, name, fileName, writer.end()));
        return more;
    }

    private Parameters fields() {
        Charset textCharset = textCharset();
        Parameters fields = new Parameters();
        for (Part part : form.parts()) {
            if (part.getSubmittedFileName() == null && part instanceof StoredPart stored) {
                if (fields.count() >= rules.limits().maxParameters()) {
                    throw ParameterProblem.malformed("too-many-parameters", "more than "
                            + rules.limits().maxParameters() + " parameters (setting limits.max-parameter-count)");
                }
                fields.add(part.getName(), text(stored, textCharset));
            }
        }
        return fields.isEmpty() ? Parameters.EMPTY : fields;
    }

    /// A field named `_charset_` says the encoding of the others (RFC 7578, 4.6).
    private Charset textCharset() {
        return form.part("_charset_") instanceof StoredPart part && part.getSubmittedFileName() == null
                ? PartHeaders.charset(new String(part.bytes(), StandardCharsets.ISO_8859_1).strip())
                : charset;
    }

    private static String text(StoredPart part, Charset textCharset) {
        String type = part.headers().contentType();
        String own = type == null ? null : ContentType.charsetOf(type);
        byte[] bytes = part.bytes();
        return UrlEncodedParser.text(bytes, 0, bytes.length, own == null ? textCharset : PartHeaders.charset(own));
    }
}
