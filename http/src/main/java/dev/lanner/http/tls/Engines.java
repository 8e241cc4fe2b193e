package dev.lanner.http.tls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/// The end of an engine.
///
/// Conscrypt's holds native memory and a pipe from its making on. It lets go of them when both directions are closed,
/// what it had to say was taken, and no decrypted text is left; else its finalizer does, some day.
final class Engines {
    private static final ByteBuffer NONE = ByteBuffer.allocate(0);
    /// Session tickets, an alert, the close_notify.
    private static final int MOST_LAST_RECORDS = 8;

    private Engines() {
    }

    /// Lets go of what the engine holds outside the heap, in whatever state it is. Harmless when repeated.
    static void free(SSLEngine engine) {
        engine.closeOutbound();
        try {
            // while the inbound side is open: afterwards nothing gets it out any more
            dropText(engine);
            engine.closeInbound();
        } catch (SSLException e) {
            // no close_notify was received; whether that matters was seen by who read
        }
        dropRecords(engine);
    }

    private static void dropText(SSLEngine engine) throws SSLException {
        if (engine.isInboundDone() || engine.unwrap(NONE, NONE.duplicate()).getStatus() != Status.BUFFER_OVERFLOW) {
            return;
        }
        ByteBuffer text = ByteBuffer.allocate(TlsBuffers.SIZE);
        SSLEngineResult result;
        do {
            result = engine.unwrap(NONE, text.clear());
        } while (result.bytesProduced() > 0 && result.getStatus() == Status.BUFFER_OVERFLOW);
    }

    /// Takes the last words where nobody will hear them. They are as many as the engine's own buffer holds, which is more
    /// than one record: a flight with a long chain of certificates fills it.
    private static void dropRecords(SSLEngine engine) {
        if (engine.isOutboundDone()) {
            return;
        }
        ByteBuffer last = ByteBuffer.allocate(TlsBuffers.SIZE);
        try {
            for (int i = 0; i < MOST_LAST_RECORDS && !engine.isOutboundDone(); i++) {
                engine.wrap(NONE, last.clear());
            }
        } catch (SSLException e) {
            // the engine has nothing to say
        }
    }
}
