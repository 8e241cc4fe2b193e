package dev.lanner.http.tls;

import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// The JDK's own TLS.
final class JdkProvider implements TlsProvider {
    @Override
    public String name() {
        return "JDK";
    }

    @Override
    public SSLContext context() throws GeneralSecurityException {
        return SSLContext.getInstance("TLS", "SunJSSE");
    }

    @Override
    public void prepare(SSLEngine engine) {
        // tickets are its default
    }

    @Override
    public boolean direct() {
        return false;
    }

    @Override
    public boolean sendsAfterEnd(SSLEngine engine) {
        // before TLS 1.3 a close_notify had to be answered with another at once (RFC 5246, 7.2.1)
        return "TLSv1.3".equals(engine.getSession().getProtocol());
    }
}
