package dev.lanner.http.tls;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;

/// Where the cryptography comes from.
interface TlsProvider {

    /// As in messages: `Conscrypt` or `JDK`.
    String name();

    /// A context that is still to be initialised.
    SSLContext context() throws GeneralSecurityException;

    /// Sets what is particular to the provider, before the handshake.
    void prepare(SSLEngine engine);

    /// Whether the engine wants direct buffers; it would copy from and to others.
    boolean direct();

    /// Whether this engine, once it was told that the client will send no more, can still send.
    ///
    /// @param engine its handshake is over
    boolean sendsAfterEnd(SSLEngine engine);

    /// A buffer of the kind that the engine wants.
    default ByteBuffer allocate(int size) {
        return direct() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }
}
