package dev.lanner.worker.pairing;

import dev.lanner.spi.config.DataRate;
import dev.lanner.spi.features.TlsHandshake;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes what the front server knows of a request and the bytes of the hop don't tell, for [HopFacts]:
/// `TOKEN;key=value;…`, each key one letter. Not safe for use by several threads.
public final class FactsWriter {
    private final HopBytes to;

    /// Begins with the token.
    public FactsWriter(HopBytes to, PairingToken token) {
        this.to = to;
        to.latin(token.text());
    }

    /// The effective scheme, and the protocol as the Servlet API names it: `HTTP/2.0`.
    public FactsWriter message(String scheme, String protocol) {
        word(HopFacts.SCHEME, scheme);
        word(HopFacts.PROTOCOL, protocol);
        return this;
    }

    /// The path below which a proxy shows the server; empty for none.
    public FactsWriter prefix(String prefix) {
        if (!prefix.isEmpty()) {
            word(HopFacts.PREFIX, prefix);
        }
        return this;
    }

    /// The ids of request and connection.
    public FactsWriter ids(String request, String connection) {
        word(HopFacts.REQUEST_ID, request);
        word(HopFacts.CONNECTION_ID, connection);
        return this;
    }

    /// The addresses of the client and that it connected to; what has none (Unix sockets) is left out.
    public FactsWriter addresses(SocketAddress remote, SocketAddress local) {
        address(HopFacts.REMOTE, remote);
        address(HopFacts.LOCAL, local);
        return this;
    }

    private void address(char key, SocketAddress address) {
        if (address instanceof InetSocketAddress known && known.getAddress() != null) {
            key(key);
            InetAddress ip = known.getAddress();
            if (ip instanceof Inet4Address) {
                byte[] parts = ip.getAddress();
                for (int i = 0; i < parts.length; i++) {
                    if (i > 0) {
                        to.one('.');
                    }
                    to.decimal(parts[i] & 255);
                }
            } else {
                to.word(ip.getHostAddress());
            }
            to.one(HopFacts.BETWEEN).decimal(known.getPort());
        }
    }

    /// The number of the stream that the request came in.
    public FactsWriter stream(long id) {
        key(HopFacts.STREAM);
        to.decimal(id);
        return this;
    }

    /// The front server chose the framing of the body: the fields for it are not the client's.
    public FactsWriter framed() {
        word(HopFacts.FRAMED, "1");
        return this;
    }

    /// The client asked for an upgrade by an extended CONNECT.
    public FactsWriter tunnel() {
        word(HopFacts.TUNNEL, "1");
        return this;
    }

    /// The Host field is not the client's: it has none, or one that was not used.
    ///
    /// @param named whether there is a name that the request goes to
    public FactsWriter otherHost(boolean named) {
        word(HopFacts.HOST, named ? "1" : "0");
        return this;
    }

    /// The limit of the body in bytes.
    public FactsWriter limit(long bytes) {
        key(HopFacts.LIMIT);
        to.decimal(bytes);
        return this;
    }

    /// The minimum data rates.
    public FactsWriter rates(DataRate request, DataRate response) {
        word(HopFacts.REQUEST_RATE, HopFacts.text(request));
        word(HopFacts.RESPONSE_RATE, HopFacts.text(response));
        return this;
    }

    /// Who is logged in at the front server, by which scheme, and which roles are known.
    public FactsWriter login(String name, String scheme, Set<String> roles) {
        word(HopFacts.USER, name);
        word(HopFacts.LOGIN, scheme);
        if (!roles.isEmpty()) {
            key(HopFacts.ROLES);
            boolean first = true;
            for (String role : roles) {
                if (!first) {
                    to.one(HopFacts.BETWEEN);
                }
                to.word(role);
                first = false;
            }
        }
        return this;
    }

    /// The client's connection is encrypted.
    public FactsWriter tls(TlsHandshake handshake) {
        word(HopFacts.TLS, handshake.protocol());
        word(HopFacts.CIPHER, handshake.cipherSuite());
        key(HopFacts.KEY_BITS);
        to.decimal(handshake.keyBits());
        word(HopFacts.SESSION, handshake.sessionId());
        wordOrNone(HopFacts.NAME, handshake.serverName());
        wordOrNone(HopFacts.CHOSEN, handshake.applicationProtocol());
        return this;
    }

    private void wordOrNone(char key, @Nullable String value) {
        if (value != null) {
            word(key, value);
        }
    }

    private void word(char key, String value) {
        key(key);
        to.word(value);
    }

    private void key(char key) {
        to.one(';').one(key).one('=');
    }
}
