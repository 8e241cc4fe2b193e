package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.RequestMessage;
import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.Fields;
import java.security.SecureRandom;
import java.util.Base64;

/// The header fields of an extended CONNECT as the application sees them, to which it is a GET: with those that ask for the same by
/// HTTP/1.1, as frameworks that make the handshake themselves look for them (RFC 6455, 4.2.1). Stateless.
final class TunnelFields {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE = 16;

    private TunnelFields() {
    }

    static Fields of(RequestMessage head, String protocol) {
        Fields sent = head.headers();
        FieldList seen = new FieldList(sent.size() + 3, true);
        sent.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Content-Length")) {
                // a CONNECT has no content (RFC 9110, 9.3.6): who believed it would wait for a body, and take what follows for it
                seen.add(name, value);
            }
        });
        seen.set("Upgrade", protocol);
        seen.set("Connection", "Upgrade");
        if (protocol.equalsIgnoreCase("websocket") && sent.first("Sec-WebSocket-Key") == null) {
            byte[] nonce = new byte[NONCE];
            RANDOM.nextBytes(nonce);
            seen.set("Sec-WebSocket-Key", Base64.getEncoder().encodeToString(nonce));
        }
        return seen;
    }
}
