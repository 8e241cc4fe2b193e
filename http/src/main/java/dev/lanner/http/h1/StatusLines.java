package dev.lanner.http.h1;

import java.nio.charset.StandardCharsets;

/// Status lines as bytes. The version is always HTTP/1.1, the highest that is spoken here, whatever the request's (RFC
/// 9110, 2.5).
final class StatusLines {
    private static final int MIN = 100;
    private static final int MAX = 999;
    private static final byte[][] LINES = new byte[MAX + 1][];

    static {
        names(100, "Continue", "Switching Protocols", "Processing", "Early Hints");
        names(200, "OK", "Created", "Accepted", "Non-Authoritative Information", "No Content", "Reset Content",
                "Partial Content", "Multi-Status", "Already Reported");
        name(226, "IM Used");
        names(300, "Multiple Choices", "Moved Permanently", "Found", "See Other", "Not Modified", "Use Proxy");
        names(307, "Temporary Redirect", "Permanent Redirect");
        names(400, "Bad Request", "Unauthorized", "Payment Required", "Forbidden", "Not Found", "Method Not Allowed",
                "Not Acceptable", "Proxy Authentication Required", "Request Timeout", "Conflict", "Gone",
                "Length Required", "Precondition Failed", "Content Too Large", "URI Too Long",
                "Unsupported Media Type", "Range Not Satisfiable", "Expectation Failed");
        names(421, "Misdirected Request", "Unprocessable Content", "Locked", "Failed Dependency", "Too Early",
                "Upgrade Required");
        names(428, "Precondition Required", "Too Many Requests");
        name(431, "Request Header Fields Too Large");
        name(451, "Unavailable For Legal Reasons");
        names(500, "Internal Server Error", "Not Implemented", "Bad Gateway", "Service Unavailable",
                "Gateway Timeout", "HTTP Version Not Supported", "Variant Also Negotiates", "Insufficient Storage",
                "Loop Detected");
        names(510, "Not Extended", "Network Authentication Required");
    }

    private StatusLines() {
    }

    /// The whole line, line end included.
    static byte[] of(int status) {
        if (status < MIN || status > MAX) {
            throw new IllegalArgumentException("status " + status + " is not between 100 and 999");
        }
        byte[] line = LINES[status];
        return line == null ? line(status, "") : line;
    }

    private static void names(int first, String... phrases) {
        for (int i = 0; i < phrases.length; i++) {
            name(first + i, phrases[i]);
        }
    }

    private static void name(int status, String phrase) {
        LINES[status] = line(status, phrase);
    }

    // no concatenation by +: its bootstrap would cost the first response milliseconds
    private static byte[] line(int status, String phrase) {
        String line = String.join("", "HTTP/1.1 ", Integer.toString(status), " ", phrase, "\r\n");
        return line.getBytes(StandardCharsets.ISO_8859_1);
    }
}
