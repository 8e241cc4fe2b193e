package dev.lanner.worker.pairing;

import dev.lanner.spi.features.TlsHandshake;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the front server knows of a request and the bytes of the hop don't tell.
///
/// @param scheme the effective scheme
/// @param protocol as the Servlet API names it: `HTTP/2.0`
/// @param prefix the path below which a proxy shows the server; empty for none
/// @param requestId the request's id
/// @param connectionId the id of the client's connection
/// @param remote the client's address; null where it has none (Unix socket)
/// @param local the address that the client connected to; null as above
/// @param tls the handshake; null when the client's connection is not encrypted
/// @param user who is logged in at the front server; null for nobody
/// @param login the scheme by which that was found out; null for nobody
/// @param framed whether the front server chose the framing of the body: then the fields for it are not the client's
public record HopFacts(String scheme, String protocol, String prefix, String requestId, String connectionId,
        @Nullable InetSocketAddress remote, @Nullable InetSocketAddress local, @Nullable TlsHandshake tls,
        @Nullable String user, @Nullable String login, boolean framed) {

    /// Written as `TOKEN;key=value;…`, values percent-encoded.
    public String encode(PairingToken token) {
        StringBuilder text = new StringBuilder(200).append(token.text());
        add(text, 's', scheme);
        add(text, 'v', protocol);
        add(text, 'i', requestId);
        add(text, 'c', connectionId);
        if (!prefix.isEmpty()) {
            add(text, 'p', prefix);
        }
        address(text, 'r', remote);
        address(text, 'l', local);
        if (tls != null) {
            add(text, 't', tls.protocol());
            add(text, 'a', tls.cipherSuite());
            add(text, 'k', Integer.toString(tls.keyBits()));
            add(text, 'e', tls.sessionId());
            optional(text, 'n', tls.serverName());
            optional(text, 'o', tls.applicationProtocol());
        }
        optional(text, 'u', user);
        optional(text, 'g', login);
        if (framed) {
            text.append(";f=1");
        }
        return text.toString();
    }

    private static void optional(StringBuilder text, char key, @Nullable String value) {
        if (value != null) {
            add(text, key, value);
        }
    }

    private static void address(StringBuilder text, char key, @Nullable InetSocketAddress address) {
        if (address != null && address.getAddress() != null) {
            add(text, key, address.getAddress().getHostAddress() + " " + address.getPort());
        }
    }

    private static void add(StringBuilder text, char key, String value) {
        text.append(';').append(key).append('=');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c > ' ' && c < 127 && c != ';' && c != '%') {
                text.append(c);
            } else {
                for (byte each : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    text.append('%').append(Character.forDigit(each >> 4 & 15, 16))
                            .append(Character.forDigit(each & 15, 16));
                }
            }
        }
    }

    /// Reads what [#encode] wrote, after the token was checked.
    ///
    /// @throws IllegalArgumentException when it is malformed
    public static HopFacts decode(String text) {
        Map<Character, String> values = new HashMap<>();
        int at = text.indexOf(';');
        while (at >= 0) {
            int end = text.indexOf(';', at + 1);
            String part = text.substring(at + 1, end < 0 ? text.length() : end);
            if (part.length() < 2 || part.charAt(1) != '=') {
                throw malformed();
            }
            values.put(part.charAt(0), value(part.substring(2)));
            at = end;
        }
        String protocol = values.get('t');
        TlsHandshake tls = protocol == null
                ? null
                : new TlsHandshake(protocol, required(values, 'a'), Integer.parseInt(required(values, 'k')),
                        required(values, 'e'), values.get('n'), values.get('o'));
        return new HopFacts(required(values, 's'), required(values, 'v'), values.getOrDefault('p', ""),
                required(values, 'i'), required(values, 'c'), address(values.get('r')), address(values.get('l')), tls,
                values.get('u'), values.get('g'), values.containsKey('f'));
    }

    private static String required(Map<Character, String> values, char key) {
        String value = values.get(key);
        if (value == null) {
            throw malformed();
        }
        return value;
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

    private static String value(String text) {
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
