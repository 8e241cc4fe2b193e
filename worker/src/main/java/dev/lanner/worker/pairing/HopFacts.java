package dev.lanner.worker.pairing;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.TlsHandshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What the front server knows of a request and the bytes of the hop don't tell. Filled by one side, read by the other;
/// written as `TOKEN;key=value;…` with percent-encoded values.
public final class HopFacts {
    private static final int FIRST = 'a';
    private static final int KEYS = 26;
    private static final char SCHEME = 's';
    private static final char PROTOCOL = 'v';
    private static final char PREFIX = 'p';
    private static final char REQUEST_ID = 'i';
    private static final char CONNECTION_ID = 'c';
    private static final char REMOTE = 'r';
    private static final char LOCAL = 'l';
    private static final char STREAM = 'q';
    private static final char FRAMED = 'f';
    private static final char TUNNEL = 'd';
    private static final char LIMIT = 'm';
    private static final char REQUEST_RATE = 'b';
    private static final char RESPONSE_RATE = 'w';
    private static final char USER = 'u';
    private static final char LOGIN = 'g';
    private static final char TLS = 't';
    private static final char CIPHER = 'a';
    private static final char KEY_BITS = 'k';
    private static final char SESSION = 'e';
    private static final char NAME = 'n';
    private static final char CHOSEN = 'o';

    private final @Nullable String[] values = new @Nullable String[KEYS];

    /// No facts yet.
    public HopFacts() {
        super();
    }

    /// The effective scheme, and the protocol as the Servlet API names it: `HTTP/2.0`.
    public HopFacts message(String scheme, String protocol) {
        put(SCHEME, scheme);
        put(PROTOCOL, protocol);
        return this;
    }

    /// The path below which a proxy shows the server; empty for none.
    public HopFacts prefix(String prefix) {
        put(PREFIX, prefix.isEmpty() ? null : prefix);
        return this;
    }

    /// The ids of request and connection.
    public HopFacts ids(String request, String connection) {
        put(REQUEST_ID, request);
        put(CONNECTION_ID, connection);
        return this;
    }

    /// The addresses of the client and that it connected to; null where there is none (Unix socket).
    public HopFacts addresses(@Nullable InetSocketAddress remote, @Nullable InetSocketAddress local) {
        put(REMOTE, text(remote));
        put(LOCAL, text(local));
        return this;
    }

    /// The number of the stream that the request came in.
    public HopFacts stream(long id) {
        put(STREAM, Long.toString(id));
        return this;
    }

    /// The front server chose the framing of the body: the fields for it are not the client's.
    public HopFacts framed() {
        put(FRAMED, "1");
        return this;
    }

    /// The client asked for an upgrade by an extended CONNECT.
    public HopFacts tunnel() {
        put(TUNNEL, "1");
        return this;
    }

    /// The limit of the body in bytes.
    public HopFacts limit(long bytes) {
        put(LIMIT, Long.toString(bytes));
        return this;
    }

    /// The minimum data rates.
    public HopFacts rates(DataRate request, DataRate response) {
        put(REQUEST_RATE, text(request));
        put(RESPONSE_RATE, text(response));
        return this;
    }

    /// Who is logged in at the front server, and by which scheme.
    public HopFacts login(String name, String scheme) {
        put(USER, name);
        put(LOGIN, scheme);
        return this;
    }

    /// The client's connection is encrypted.
    public HopFacts tls(TlsHandshake handshake) {
        put(TLS, handshake.protocol());
        put(CIPHER, handshake.cipherSuite());
        put(KEY_BITS, Integer.toString(handshake.keyBits()));
        put(SESSION, handshake.sessionId());
        put(NAME, handshake.serverName());
        put(CHOSEN, handshake.applicationProtocol());
        return this;
    }

    String scheme() {
        return required(SCHEME);
    }

    String protocol() {
        return required(PROTOCOL);
    }

    String prefix() {
        String prefix = get(PREFIX);
        return prefix == null ? "" : prefix;
    }

    String requestId() {
        return required(REQUEST_ID);
    }

    String connectionId() {
        return required(CONNECTION_ID);
    }

    @Nullable
    InetSocketAddress remote() {
        return address(get(REMOTE));
    }

    @Nullable
    InetSocketAddress local() {
        return address(get(LOCAL));
    }

    /// -1 where requests follow each other on the connection.
    long stream() {
        String id = get(STREAM);
        return id == null ? -1 : Long.parseLong(id);
    }

    boolean isFramed() {
        return get(FRAMED) != null;
    }

    boolean isTunnel() {
        return get(TUNNEL) != null;
    }

    /// -1 for none.
    long limit() {
        String limit = get(LIMIT);
        return limit == null ? -1 : Long.parseLong(limit);
    }

    /// Null where no rate is asked for.
    @Nullable
    DataRate requestRate() {
        return rate(get(REQUEST_RATE));
    }

    @Nullable
    DataRate responseRate() {
        return rate(get(RESPONSE_RATE));
    }

    @Nullable
    String user() {
        return get(USER);
    }

    String login() {
        return required(LOGIN);
    }

    @Nullable
    TlsHandshake tls() {
        String protocol = get(TLS);
        return protocol == null
                ? null
                : new TlsHandshake(protocol, required(CIPHER), Integer.parseInt(required(KEY_BITS)),
                        required(SESSION), get(NAME), get(CHOSEN));
    }

    /// The value of the field.
    public String encode(PairingToken token) {
        StringBuilder text = new StringBuilder(200).append(token.text());
        for (int i = 0; i < KEYS; i++) {
            String value = values[i];
            if (value != null) {
                text.append(';').append((char) (FIRST + i)).append('=');
                percent(text, value);
            }
        }
        return text.toString();
    }

    /// Reads what [#encode] wrote, after the token was checked.
    ///
    /// @throws IllegalArgumentException when it is malformed
    public static HopFacts decode(String text) {
        HopFacts facts = new HopFacts();
        int at = text.indexOf(';');
        while (at >= 0) {
            int next = text.indexOf(';', at + 1);
            int end = next < 0 ? text.length() : next;
            int key = end - at < 3 ? -1 : text.charAt(at + 1) - FIRST;
            if (key < 0 || key >= KEYS || text.charAt(at + 2) != '=') {
                throw malformed();
            }
            facts.values[key] = plain(text.substring(at + 3, end));
            at = next;
        }
        return facts;
    }

    private void put(char key, @Nullable String value) {
        values[key - FIRST] = value;
    }

    private @Nullable String get(char key) {
        return values[key - FIRST];
    }

    private String required(char key) {
        String value = get(key);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private static @Nullable String text(@Nullable InetSocketAddress address) {
        return address == null || address.getAddress() == null
                ? null
                : address.getAddress().getHostAddress() + " " + address.getPort();
    }

    private static @Nullable InetSocketAddress address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int space = text.indexOf(' ');
        if (space < 0) {
            throw malformed();
        }
        // a literal: nothing is looked up
        return new InetSocketAddress(InetAddress.ofLiteral(text.substring(0, space)),
                Integer.parseInt(text.substring(space + 1)));
    }

    static String text(DataRate rate) {
        return rate.bytesPerSecond() + " " + rate.grace().toMillis();
    }

    /// Reads what [#text(DataRate)] wrote.
    ///
    /// @throws IllegalArgumentException when it is malformed
    public static @Nullable DataRate rate(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int space = text.indexOf(' ');
        if (space < 0) {
            throw malformed();
        }
        return new DataRate(Long.parseLong(text.substring(0, space)),
                Duration.ofMillis(Long.parseLong(text.substring(space + 1))));
    }

    private static void percent(StringBuilder text, String value) {
        for (byte each : value.getBytes(StandardCharsets.UTF_8)) {
            if (each > ' ' && each < 127 && each != ';' && each != '%') {
                text.append((char) each);
            } else {
                text.append('%').append(Character.forDigit(each >> 4 & 15, 16))
                        .append(Character.forDigit(each & 15, 16));
            }
        }
    }

    private static String plain(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int size = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes[size++] = (byte) Integer.parseInt(text, i + 1, i + 3, 16);
                i += 2;
            } else {
                bytes[size++] = (byte) c;
            }
        }
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    private static IllegalArgumentException malformed() {
        return new IllegalArgumentException("LNR-7106: the facts of a hop are malformed");
    }
}
