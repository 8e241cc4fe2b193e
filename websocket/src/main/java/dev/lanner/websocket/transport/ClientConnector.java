package dev.lanner.websocket.transport;

import dev.lanner.spi.message.FieldList;
import dev.lanner.websocket.connection.FramedConnection;
import dev.lanner.websocket.deflate.DeflateNegotiation;
import dev.lanner.websocket.deflate.DeflateParameters;
import dev.lanner.websocket.handshake.Extension;
import dev.lanner.websocket.handshake.HandshakeException;
import dev.lanner.websocket.handshake.ServerHandshake;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/// Opens WebSockets as a client (RFC 6455, 4.1). Redirects and challenges are the caller's business. Safe for use by several
/// threads.
public final class ClientConnector {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Set<String> OWN = Set.of("host", "upgrade", "connection", "sec-websocket-key",
            "sec-websocket-version", "sec-websocket-protocol", "sec-websocket-extensions");

    private ClientConnector() {
    }

    /// Connects and shakes hands.
    ///
    /// @throws RefusedException when the server answers with something else
    /// @throws IOException when it can't be reached, or takes too long
    /// @throws IllegalArgumentException when the URI is none of a WebSocket
    public static ClientOpening connect(ClientRequest request) throws IOException {
        URI uri = request.uri();
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("wss");
        if (!secure && !scheme.equals("ws") || uri.getHost() == null || uri.getRawFragment() != null
                || uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException("LNR-6010: \"" + uri + "\" is no ws or wss URI with a host, and without "
                    + "user information and fragment (RFC 6455, 3)");
        }
        long millis = request.timeout().toMillis();
        Socket socket = new Socket();
        SocketStream stream = null;
        AtomicBoolean late = new AtomicBoolean();
        try {
            socket.setTcpNoDelay(true);
            String host = uri.getHost().startsWith("[")
                    ? uri.getHost().substring(1, uri.getHost().length() - 1)
                    : uri.getHost();
            int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
            socket.connect(new InetSocketAddress(host, port), (int) Math.min(millis, Integer.MAX_VALUE));
            // one limit for all that follows, not one for each read
            Socket plain = socket;
            SocketStream guard = new SocketStream(plain);
            guard.deadline(request.timeout(), () -> {
                late.set(true);
                guard.close();
            });
            if (secure) {
                socket = encrypted(request, plain, host, port);
            }
            stream = new SocketStream(socket);
            ClientOpening opening = shakeHands(request, stream, secure);
            guard.deadline(java.time.Duration.ZERO, () -> {
            });
            return opening;
        } catch (IOException | RuntimeException e) {
            socket.close();
            if (stream != null) {
                stream.close();
            }
            if (late.get()) {
                throw new SocketTimeoutException("LNR-6011: no WebSocket with " + uri + " within " + millis + " ms");
            }
            throw e;
        }
    }

    private static SSLSocket encrypted(ClientRequest request, Socket plain, String host, int port)
            throws IOException {
        SSLContext own = request.tls();
        try {
            SSLContext context = own == null ? SSLContext.getDefault() : own;
            SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, true);
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return socket;
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("the JDK's default TLS context can't be made: " + e.getMessage(), e);
        }
    }

    private static ClientOpening shakeHands(ClientRequest request, SocketStream stream, boolean secure)
            throws IOException {
        byte[] nonce = new byte[16];
        RANDOM.nextBytes(nonce);
        String key = Base64.getEncoder().encodeToString(nonce);
        byte[] head = head(request, key, secure).getBytes(StandardCharsets.ISO_8859_1);
        stream.write(head, 0, head.length);
        stream.flush();
        AnswerReader answer = AnswerReader.read(stream);
        if (answer.status() != 101) {
            throw new RefusedException(answer.status(), answer.fields(), "LNR-6012: " + request.uri()
                    + " answered the WebSocket handshake with " + answer.status());
        }
        return check(request, stream, answer, key);
    }

    private static ClientOpening check(ClientRequest request, SocketStream stream, AnswerReader answer, String key)
            throws IOException {
        FieldList fields = answer.fields();
        if (!"websocket".equalsIgnoreCase(fields.first("Upgrade")) || !lists(fields.all("Connection"), "upgrade")) {
            throw broken(answer, "no Upgrade: websocket with Connection: Upgrade");
        }
        if (fields.all("Sec-WebSocket-Accept").size() != 1 || !ServerHandshake.acceptKey(key)
                .equals(Objects.requireNonNull(fields.first("Sec-WebSocket-Accept")).trim())) {
            throw broken(answer, "Sec-WebSocket-Accept does not fit the key");
        }
        List<String> chosen = fields.all("Sec-WebSocket-Protocol");
        if (chosen.size() > 1 || chosen.size() == 1 && !request.subprotocols().contains(chosen.getFirst().trim())) {
            throw broken(answer, "a subprotocol that was not offered");
        }
        try {
            List<Extension> accepted = Extension.parse(fields.all("Sec-WebSocket-Extensions"));
            DeflateParameters deflate = deflate(request, answer, accepted);
            return new ClientOpening(fields, chosen.isEmpty() ? null : chosen.getFirst().trim(), accepted,
                    FramedConnection.client(stream, request.limits(), deflate, RANDOM));
        } catch (HandshakeException e) {
            throw broken(answer, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable DeflateParameters deflate(ClientRequest request, AnswerReader answer,
            List<Extension> accepted) throws IOException, HandshakeException {
        DeflateParameters deflate = null;
        for (Extension each : accepted) {
            Extension offer = request.extensions().stream().filter(offered -> offered.name().equals(each.name()))
                    .findFirst().orElse(null);
            if (offer == null || deflate != null && each.name().equals(DeflateNegotiation.NAME)) {
                throw broken(answer, "an extension that was not offered: " + each);
            }
            if (each.name().equals(DeflateNegotiation.NAME)) {
                deflate = DeflateNegotiation.accepted(offer, each);
            }
        }
        return deflate;
    }

    private static RefusedException broken(AnswerReader answer, String what) {
        return new RefusedException(answer.status(), answer.fields(),
                "LNR-6013: the server's answer breaks RFC 6455, 4.1: " + what);
    }

    private static String head(ClientRequest request, String key, boolean secure) {
        URI uri = request.uri();
        String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        boolean defaultPort = uri.getPort() < 0 || uri.getPort() == (secure ? 443 : 80);
        FieldList fields = new FieldList(16);
        fields.add("Host", defaultPort ? uri.getHost() : uri.getHost() + ":" + uri.getPort());
        fields.add("Upgrade", "websocket");
        fields.add("Connection", "Upgrade");
        fields.add("Sec-WebSocket-Key", key);
        fields.add("Sec-WebSocket-Version", "13");
        if (!request.subprotocols().isEmpty()) {
            fields.add("Sec-WebSocket-Protocol", String.join(", ", request.subprotocols()));
        }
        if (!request.extensions().isEmpty()) {
            fields.add("Sec-WebSocket-Extensions", Extension.format(request.extensions()));
        }
        request.fields().forEach((name, value) -> {
            if (!OWN.contains(name.toLowerCase(Locale.ROOT))) {
                fields.add(name, value);
            }
        });
        StringBuilder head = new StringBuilder("GET ").append(path);
        if (uri.getRawQuery() != null) {
            head.append('?').append(uri.getRawQuery());
        }
        head.append(" HTTP/1.1\r\n");
        fields.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString();
    }

    private static boolean lists(List<String> fields, String token) {
        return fields.stream().flatMap(field -> List.of(field.split(",", -1)).stream())
                .anyMatch(part -> part.trim().equalsIgnoreCase(token));
    }
}
