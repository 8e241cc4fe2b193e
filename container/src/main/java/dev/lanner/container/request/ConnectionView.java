package dev.lanner.container.request;

import dev.lanner.spi.features.ConnectionFeature;
import jakarta.servlet.ServletConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/// The connection as the Servlet API shows it.
///
/// @param id unique in this process; empty when not known
/// @param protocol `http/1.1` and the like (ALPN's names)
/// @param secure whether this very connection is encrypted; a proxy's word does not count here
record ConnectionView(String id, String protocol, boolean secure) implements ServletConnection {
    private static final String LOOPBACK = "127.0.0.1";

    static ConnectionView of(@Nullable ConnectionFeature feature, String httpVersion, boolean secure) {
        String protocol = switch (httpVersion) {
            case "HTTP/1.0" -> "http/1.0";
            case "HTTP/1.1" -> "http/1.1";
            case "HTTP/2", "HTTP/2.0" -> secure ? "h2" : "h2c";
            default -> "unknown";
        };
        return new ConnectionView(feature == null ? "" : feature.id(), protocol, secure);
    }

    @Override
    public String getConnectionId() {
        return id;
    }

    @Override
    public String getProtocol() {
        return protocol;
    }

    @Override
    public String getProtocolConnectionId() {
        return "";
    }

    @Override
    public boolean isSecure() {
        return secure;
    }

    /// The numeric address; loopback for peers without one.
    static String address(@Nullable SocketAddress address) {
        if (address instanceof InetSocketAddress internet) {
            InetAddress known = internet.getAddress();
            return known == null ? internet.getHostString() : known.getHostAddress();
        }
        return LOOPBACK;
    }

    /// The port; 0 for peers without one.
    static int port(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? internet.getPort() : 0;
    }
}
