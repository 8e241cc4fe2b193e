package dev.lanner.websocket.handshake;

import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.features.UpgradeFeature;
import dev.lanner.spi.message.FieldSyntax;
import dev.lanner.spi.message.Fields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a client asks for in its opening handshake, and the answer's fields.
///
/// Over HTTP/1.1 the client sends GET with `Upgrade: websocket` and a key (RFC 6455, 4.2.1); over HTTP/2 an extended
/// CONNECT without a key (RFC 8441, 5), which the connector shows as a GET.
///
/// @param key the client's key; null over HTTP/2
/// @param subprotocols those the client offers, in its order
/// @param extensions those the client offers, in its order
public record ServerHandshake(@Nullable String key, List<String> subprotocols, List<Extension> extensions) {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// Keeps the lists as they are now.
    public ServerHandshake {
        subprotocols = List.copyOf(subprotocols);
        extensions = List.copyOf(extensions);
    }

    /// Whether a request asks for a WebSocket, well-formed or not.
    ///
    /// @param upgrade the request's; null where it has none
    public static boolean asked(@Nullable UpgradeFeature upgrade) {
        return upgrade != null && upgrade.upgradable() && "websocket".equalsIgnoreCase(upgrade.protocol());
    }

    /// Reads a request that asks for a WebSocket.
    ///
    /// @throws HandshakeException when a rule is broken: 405, 426 for another version, else 400
    public static ServerHandshake read(RequestFeature request, UpgradeFeature upgrade) throws HandshakeException {
        Fields fields = request.headers();
        boolean connect = upgrade.extendedConnect();
        if (!connect && !request.method().equals("GET")) {
            throw new HandshakeException(405, "a WebSocket begins with GET, not " + request.method()
                    + " (RFC 6455, 4.1)");
        }
        if (!connect && !(lists(fields, "Upgrade", "websocket") && lists(fields, "Connection", "upgrade"))) {
            throw new HandshakeException(400, "a WebSocket needs Upgrade: websocket and Connection: Upgrade "
                    + "(RFC 6455, 4.2.1)");
        }
        List<String> versions = fields.all("Sec-WebSocket-Version");
        if (versions.size() != 1 || !versions.getFirst().trim().equals("13")) {
            throw new HandshakeException(426, "Sec-WebSocket-Version must be 13 (RFC 6455, 4.4)");
        }
        return new ServerHandshake(connect ? null : key(fields), subprotocols(fields),
                Extension.parse(fields.all("Sec-WebSocket-Extensions")));
    }

    /// Sets the fields of the answer. The status is the connector's: 101, over HTTP/2 200.
    ///
    /// @param subprotocol one that the client offers; null for none
    /// @param accepted what [dev.lanner.websocket.deflate.DeflateNegotiation] and the like answer
    public void answer(ResponseFeature response, @Nullable String subprotocol, List<Extension> accepted) {
        String own = key;
        if (own != null) {
            response.headers().set("Upgrade", "websocket");
            response.headers().set("Connection", "Upgrade");
            response.headers().set("Sec-WebSocket-Accept", acceptKey(own));
        }
        if (subprotocol != null) {
            response.headers().set("Sec-WebSocket-Protocol", subprotocol);
        }
        if (!accepted.isEmpty()) {
            response.headers().set("Sec-WebSocket-Extensions", Extension.format(accepted));
        }
    }

    /// What proves that the server understood the key (RFC 6455, 4.2.2).
    public static String acceptKey(String key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            byte[] hash = digest.digest((key + GUID).getBytes(StandardCharsets.ISO_8859_1));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each JDK has SHA-1", e);
        }
    }

    private static String key(Fields fields) throws HandshakeException {
        List<String> keys = fields.all("Sec-WebSocket-Key");
        if (keys.size() == 1) {
            String key = keys.getFirst().trim();
            // 16 bytes are 24 characters: 21 free ones, one of four, two equals signs
            if (key.length() == 24 && decodes(key)) {
                return key;
            }
        }
        throw new HandshakeException(400, "Sec-WebSocket-Key must be there once, 16 bytes in base64 (RFC 6455, 4.1)");
    }

    private static boolean decodes(String key) {
        try {
            return Base64.getDecoder().decode(key).length == 16;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static List<String> subprotocols(Fields fields) throws HandshakeException {
        List<String> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String field : fields.all("Sec-WebSocket-Protocol")) {
            for (String part : field.split(",", -1)) {
                String name = part.trim();
                if (name.isEmpty()) {
                    continue;
                }
                if (!FieldSyntax.isToken(name)) {
                    throw new HandshakeException(400, "Sec-WebSocket-Protocol holds something that is no token "
                            + "(RFC 6455, 4.1)");
                }
                if (seen.add(name)) {
                    found.add(name);
                }
            }
        }
        return found;
    }

    private static boolean lists(Fields fields, String name, String token) {
        for (String field : fields.all(name)) {
            for (String part : field.split(",", -1)) {
                if (part.trim().toLowerCase(Locale.ROOT).equals(token)) {
                    return true;
                }
            }
        }
        return false;
    }
}
