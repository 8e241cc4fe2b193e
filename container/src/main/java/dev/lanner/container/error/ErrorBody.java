package dev.lanner.container.error;

import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestIdFeature;
import dev.lanner.spi.features.ResponseFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The plain answer where the application has no error page. It names the status and the request's id; no product,
/// version, path, class or stack.
public final class ErrorBody {
    private final String contentType;
    private final byte[] bytes;

    private ErrorBody(String contentType, byte[] bytes) {
        this.contentType = contentType;
        this.bytes = bytes;
    }

    /// Its media type.
    public String contentType() {
        return contentType;
    }

    /// In UTF-8; not copied.
    public byte[] bytes() {
        return bytes;
    }

    /// The answer in a form that the client accepts: JSON, plain text or HTML.
    ///
    /// @param message what the application gave to `sendError`, or null
    public static ErrorBody make(int status, @Nullable String message, String requestId, @Nullable String accept) {
        String phrase = ReasonPhrases.of(status);
        String accepted = accept == null ? "" : accept;
        boolean html = accepted.contains("text/html") || accepted.isEmpty() || accepted.contains("application/xhtml");
        if (!html && accepted.contains("json")) {
            return json(status, phrase, message, requestId);
        }
        if (!html && (accepted.contains("text/plain") || !accepted.contains("*/*"))) {
            return text(status, phrase, message, requestId);
        }
        return html(status, phrase, message, requestId);
    }

    private static ErrorBody html(int status, String phrase, @Nullable String message, String requestId) {
        StringBuilder page = new StringBuilder(600);
        page.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>").append(status)
                .append(' ')
                .append(phrase).append("</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:40em;"
                        + "margin:15vh auto;padding:0 1em;color:#223}small{color:#778}</style></head><body><h1>")
                .append(status).append(' ').append(phrase).append("</h1>");
        if (message != null) {
            page.append("<p>");
            escape(message, page);
            page.append("</p>");
        }
        if (!requestId.isEmpty()) {
            page.append("<p><small>Request ");
            escape(requestId, page);
            page.append("</small></p>");
        }
        return of("text/html;charset=utf-8", page.append("</body></html>\n").toString());
    }

    private static ErrorBody text(int status, String phrase, @Nullable String message, String requestId) {
        StringBuilder page = new StringBuilder(80);
        page.append(status).append(' ').append(phrase).append('\n');
        if (message != null) {
            page.append(message).append('\n');
        }
        if (!requestId.isEmpty()) {
            page.append("Request ").append(requestId).append('\n');
        }
        return of("text/plain;charset=utf-8", page.toString());
    }

    private static ErrorBody json(int status, String phrase, @Nullable String message, String requestId) {
        StringBuilder page = new StringBuilder(120);
        page.append("{\"status\":").append(status).append(",\"error\":");
        quote(phrase, page);
        if (message != null) {
            page.append(",\"message\":");
            quote(message, page);
        }
        if (!requestId.isEmpty()) {
            page.append(",\"requestId\":");
            quote(requestId, page);
        }
        return of("application/json", page.append("}\n").toString());
    }

    private static ErrorBody of(String type, String text) {
        return new ErrorBody(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                default -> out.append(c);
            }
        }
    }

    private static void quote(String text, StringBuilder out) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || c == '\u2028' || c == '\u2029' || c == '<') {
                out.append("\\u").append(String.format("%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    /// Answers a request that no context serves.
    public static void send(FeatureCollection exchange, int status) throws IOException {
        ResponseFeature response = exchange.require(Features.RESPONSE);
        if (response.started()) {
            return;
        }
        RequestIdFeature id = exchange.get(Features.REQUEST_ID);
        ErrorBody body = make(status, null, id == null ? "" : id.id(),
                exchange.require(Features.REQUEST).headers().first("Accept"));
        response.status(status);
        response.headers().set("Content-Type", body.contentType);
        response.headers().set("Content-Length", Integer.toString(body.bytes.length));
        exchange.require(Features.RESPONSE_BODY).write(body.bytes, 0, body.bytes.length);
    }
}
