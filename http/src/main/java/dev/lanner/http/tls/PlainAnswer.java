package dev.lanner.http.tls;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.HeadScanner;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.RequestHead;
import dev.lanner.spi.config.HostPatterns;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.PlainHttp;
import dev.lanner.spi.message.RequestTarget;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// What an endpoint answers to plain HTTP where it speaks TLS. Immutable.
///
/// A redirect goes to the host that was asked for and to the port that was connected to, and only when the head is one that
/// would be served, and its host one of `allowed-hosts`; else the answer is 400.
final class PlainAnswer {
    private static final int HTTPS = 443;
    /// What a head may have here; both together fit into one buffer.
    private static final int MOST_LINE = 8192;
    private static final int MOST_FIELDS = 16_384;
    private static final String TEXT = "This port speaks HTTPS: use a URL with https.\n";
    private static final byte[] REFUSAL = ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain;"
            + "charset=us-ascii\r\nContent-Length: " + TEXT.length() + "\r\nConnection: close\r\n\r\n" + TEXT)
            .getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final PlainHttp answer;
    private final HostPatterns hosts;
    private final HeadRules rules;

    PlainAnswer(SettingValues settings) {
        answer = settings.get(Settings.PLAIN_HTTP);
        hosts = settings.get(Settings.ALLOWED_HOSTS);
        HeadRules own = HeadRules.of(settings, "http");
        rules = new HeadRules("http", Math.min(own.maxRequestLine(), MOST_LINE),
                Math.min(own.maxHeadersSize(), MOST_FIELDS), own.maxHeaderCount(), own.maxChunkLine(),
                own.keepEncodedSlash(), own.allowHostOverride(), own.requireHttp10Length(), own.utf8());
    }

    /// The answer, as it is sent; empty for none.
    ///
    /// @param received the bytes so far, which stay where they are
    /// @param port that the client has connected to; 0 where there is none
    /// @return null when more must come first
    byte @Nullable [] to(ByteBuffer received, int port) {
        return switch (answer) {
            case CLOSE -> NOTHING;
            case BAD_REQUEST -> REFUSAL;
            case REDIRECT -> port == 0 ? REFUSAL : redirect(received, port);
        };
    }

    private byte @Nullable [] redirect(ByteBuffer received, int port) {
        byte[] data = new byte[received.remaining()];
        received.get(received.position(), data);
        try {
            int end = new HeadScanner().scan(data, 0, data.length, rules);
            if (end < 0) {
                return null;
            }
            RequestTarget target = RequestHead.parse(data, 0, end, rules).target();
            if (target.authority().isEmpty() || target.rawPath().equals("*") || !hosts.match(target.authority())) {
                return REFUSAL;
            }
            return redirect(target, port);
        } catch (RejectedRequestException e) {
            return REFUSAL;
        }
    }

    private static byte[] redirect(RequestTarget target, int port) {
        String authority = target.authority();
        int colon = authority.lastIndexOf(':');
        String host = colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
        return ("HTTP/1.1 308 Permanent Redirect\r\nLocation: https://" + host + (port == HTTPS ? "" : ":" + port)
                + target.rawPath() + (target.query() == null ? "" : "?" + target.query())
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }
}
