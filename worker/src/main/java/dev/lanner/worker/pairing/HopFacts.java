package dev.lanner.worker.pairing;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.TlsHandshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the front server knows of a request and the bytes of the hop don't tell, as [FactsWriter] wrote it.
public final class HopFacts {
    private static final int FIRST = 'a';
    private static final int KEYS = 26;
    static final char SCHEME = 's';
    static final char PROTOCOL = 'v';
    static final char PREFIX = 'p';
    static final char REQUEST_ID = 'i';
    static final char CONNECTION_ID = 'c';
    static final char REMOTE = 'r';
    static final char LOCAL = 'l';
    static final char STREAM = 'q';
    static final char FRAMED = 'f';
    static final char TUNNEL = 'd';
    static final char LIMIT = 'm';
    static final char REQUEST_RATE = 'b';
    static final char RESPONSE_RATE = 'w';
    static final char USER = 'u';
    static final char LOGIN = 'g';
    static final char TLS = 't';
    static final char CIPHER = 'a';
    static final char KEY_BITS = 'k';
    static final char SESSION = 'e';
    static final char NAME = 'n';
    static final char CHOSEN = 'o';
    static final char ROLES = 'x';
    static final char HOST = 'h';
    /// Stands between address and port, and between roles.
    static final char BETWEEN = ',';

    private final @Nullable String[] values = new @Nullable String[KEYS];

    private HopFacts() {
        super();
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

    Set<String> roles() {
        String all = values[ROLES - FIRST];
        if (all == null) {
            return Set.of();
        }
        Set<String> roles = new HashSet<>();
        int at = 0;
        while (at <= all.length()) {
            int comma = all.indexOf(BETWEEN, at);
            int end = comma < 0 ? all.length() : comma;
            roles.add(plain(all.substring(at, end)));
            at = end + 1;
        }
        return Set.copyOf(roles);
    }

    /// Whether the Host field is the client's.
    boolean hasHost() {
        return values[HOST - FIRST] == null;
    }

    /// Whether there is a name that the request goes to.
    boolean isNamed() {
        return !"0".equals(values[HOST - FIRST]);
    }

    @Nullable
    TlsHandshake tls() {
        String protocol = get(TLS);
        return protocol == null
                ? null
                : new TlsHandshake(protocol, required(CIPHER), Integer.parseInt(required(KEY_BITS)),
                        required(SESSION), get(NAME), get(CHOSEN));
    }

    /// Reads what [FactsWriter] wrote, after the token was checked.
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
            facts.values[key] = text.substring(at + 3, end);
            at = next;
        }
        return facts;
    }

    private @Nullable String get(char key) {
        String value = values[key - FIRST];
        return value == null ? null : plain(value);
    }

    private String required(char key) {
        String value = get(key);
        if (value == null) {
            throw malformed();
        }
        return value;
    }

    private static @Nullable InetSocketAddress address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        int comma = text.indexOf(BETWEEN);
        if (comma < 0) {
            throw malformed();
        }
        // a literal: nothing is looked up
        return new InetSocketAddress(InetAddress.ofLiteral(text.substring(0, comma)),
                Integer.parseInt(text, comma + 1, text.length(), 10));
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
