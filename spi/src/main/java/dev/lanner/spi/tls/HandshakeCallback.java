package dev.lanner.spi.tls;

import dev.lanner.spi.features.ConnectionFeature;
import dev.lanner.spi.features.TlsFeature;
import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/// Takes part in the TLS handshakes of an endpoint. Made by a [HandshakeCallbackFactory].
///
/// Each method is called on a virtual thread of its own and may block: neither an event loop nor another handshake waits
/// for it. All calls for a connection together have what is left of `handshake-timeout`; then the thread is interrupted
/// and the connection closed. Called for several connections at once, for one connection one after the other.
///
/// A method that throws refuses the connection, with a line in the log. Connections of an endpoint without a callback do
/// nothing for it.
public interface HandshakeCallback extends AutoCloseable {

    /// Chooses the certificate, after the client's first message and before anything is sent.
    ///
    /// @param connection its id and addresses, as a PROXY header has them where one came
    /// @param serverName the host name that the client asks for (SNI), in lower case; null when it names none
    /// @return null for what the configuration says
    /// @throws Exception refuses the handshake: alert `access_denied`, reason `tls-callback-refused`
    default @Nullable CertificateChoice choose(ConnectionFeature connection, @Nullable String serverName)
            throws Exception {
        return null;
    }

    /// Looks at the client, when client and server agree and its certificate has passed the endpoint's own checks
    /// (`tls.client-certificate`, `tls.trust-store`, `tls.revocation`). Called for each connection, also where an
    /// earlier session is resumed, before a byte of HTTP is read.
    ///
    /// @param tls what was agreed on, and the client's certificates
    /// @throws CertificateException refuses the client: the connection is closed, reason `tls-callback-refused`
    /// @throws Exception refuses it likewise, as a failure of the callback
    default void validate(ConnectionFeature connection, TlsFeature tls) throws Exception {
        // the endpoint's own checks are all
    }

    /// The handshake has succeeded; HTTP begins when this returns.
    ///
    /// @throws Exception as in [#validate]
    default void succeeded(ConnectionFeature connection, TlsFeature tls) throws Exception {
        // nobody wants to know
    }

    /// The handshake has failed, or was refused; the connection is closed or about to be.
    ///
    /// @param reason the code that is in the access log, such as `tls-handshake-failed`
    /// @throws Exception is logged
    default void failed(ConnectionFeature connection, String reason) throws Exception {
        // nobody wants to know
    }

    /// The endpoint has ended, or was replaced by one with another configuration. Calls for connections whose handshake
    /// runs may still come.
    @Override
    default void close() {
        // nothing is held
    }
}
