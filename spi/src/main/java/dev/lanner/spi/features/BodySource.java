package dev.lanner.spi.features;

import java.io.IOException;

/// Bytes that come in. One thread at a time reads. A source that only knows blocking reads implements [#read] alone.
@FunctionalInterface
public interface BodySource {

    /// Reads at least one byte, waiting for it.
    ///
    /// @return how many bytes were read, or -1 at the end
    /// @throws dev.lanner.spi.RequestRejectedException when a limit or a framing rule is broken
    /// @throws IOException when the peer is gone, or the exchange has ended
    int read(byte[] buffer, int offset, int length) throws IOException;

    /// Reads what is there without waiting.
    ///
    /// @return how many bytes were read, 0 when none is there now, -1 at the end
    /// @throws IOException as [#read]
    default int readNow(byte[] buffer, int offset, int length) throws IOException {
        return read(buffer, offset, length);
    }

    /// Asks to be called once when [#readNow] would no longer answer 0: data, end or failure.
    ///
    /// The call comes on a thread of the connector, perhaps before this method returns; it must not block and must not
    /// read. A later call replaces an outstanding one.
    default void onReadable(Runnable callback) {
        callback.run();
    }

    /// An empty body.
    BodySource EMPTY = (buffer, offset, length) -> -1;
}
