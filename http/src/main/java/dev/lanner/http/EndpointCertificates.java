package dev.lanner.http;

import dev.lanner.http.tls.TlsServer;
import dev.lanner.spi.config.EndpointConfig;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;

/// The certificates that an https endpoint would show, for those who look after them.
public final class EndpointCertificates {

    private EndpointCertificates() {
    }

    /// Reads them as a start of the server does, with all its checks, and opens nothing.
    ///
    /// @return by the name that clients ask for (`*` for any), one for each kind of key
    /// @throws IOException naming endpoint, setting and file of what can't be used
    public static Map<String, List<X509Certificate>> read(EndpointConfig endpoint) throws IOException {
        return TlsServer.certificates(endpoint);
    }
}
