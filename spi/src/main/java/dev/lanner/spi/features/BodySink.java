package dev.lanner.spi.features;

import java.io.IOException;

/// Bytes that go out. One thread at a time writes.
public interface BodySink {

    /// Takes all bytes, waiting for room where the peer is slow. The array may be used again after the return.
    ///
    /// @throws IOException when the peer is gone, or the exchange has ended
    void write(byte[] bytes, int offset, int length) throws IOException;

    /// Sends what was taken, waiting until the operating system has it.
    ///
    /// @throws IOException as [#write]
    void flush() throws IOException;

    /// Ends the stream: no more bytes may follow. Idempotent.
    ///
    /// @throws IOException as [#write], or when fewer bytes were written than announced
    void complete() throws IOException;

    /// Sends what goes without waiting. What is not taken stays the caller's: no copy of it is kept. Not to be mixed with
    /// [#write] that was not flushed.
    ///
    /// @return how many bytes were taken; after fewer than asked for, [#onWritable] tells when there is room
    /// @throws IOException as [#write]
    default int writeNow(byte[] bytes, int offset, int length) throws IOException {
        if (!writable()) {
            return 0;
        }
        write(bytes, offset, length);
        flush();
        return length;
    }

    /// Whether a write of any size would be taken without waiting. Where the answer is no, what is taken already is on
    /// its way out.
    default boolean writable() {
        return true;
    }

    /// Asks to be called once when [#writable] would answer yes, or the stream has failed.
    ///
    /// The call comes on a thread of the connector, perhaps before this method returns; it must not block and must not
    /// write. A later call replaces an outstanding one.
    default void onWritable(Runnable callback) {
        callback.run();
    }
}
