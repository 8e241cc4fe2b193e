package dev.lanner.http.transport;

import dev.lanner.spi.features.TlsFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// The bytes of one connection below HTTP: a channel's own, decrypted ones, or what a filter makes of them.
///
/// Nothing here waits. One thread at a time reads, one at a time writes; closing comes from any platform thread.
public interface Wire {

    /// Reads what is there.
    ///
    /// @return bytes read; 0 when there are none now, and then nothing is [#pending()]; -1 at the end
    int read(ByteBuffer target) throws IOException;

    /// Reads what is there before it is wanted, while a request runs that may still want to answer. The end may be left
    /// unread where an answer could not be sent after it; it then stays pending.
    ///
    /// @return as [#read]
    default int readAhead(ByteBuffer target) throws IOException {
        return read(target);
    }

    /// Reads what is there between two frames of a protocol. What looks like the end is left unread where an answer could not
    /// be sent after it; it then stays pending, until more has come behind it.
    ///
    /// @return as [#read]
    default int readUpToEnd(ByteBuffer target) throws IOException {
        return read(target);
    }

    /// Whether there is more to be read that the channel's readiness will not tell of. Whoever stops reading before
    /// [#read] has returned 0 must ask. For the reader.
    boolean pending();

    /// Sends what the channel takes.
    ///
    /// The buffer moves past the bytes that have wholly gone out. After a call that has left some, the next call must
    /// begin with the same bytes: some of them may be in an encrypted record already.
    ///
    /// @return bytes sent
    long write(ByteBuffer bytes) throws IOException;

    /// The same for two pieces.
    long write(ByteBuffer bytes, ByteBuffer more) throws IOException;

    /// Whether bytes go to the channel unchanged, so that the kernel may copy a file to it.
    boolean plain();

    /// The connection waits for its client: buffers from a pool that hold nothing but the beginning of a record go
    /// back. For the reader.
    void park();

    /// Says that nothing more will be sent.
    void shutdownOutput() throws IOException;

    /// Closes the channel. From platform threads, a step of the loop most of the time; once.
    ///
    /// @param reset whether the other side shall see that something is missing
    void close(boolean reset) throws IOException;

    /// What TLS has agreed on; null where the wire is not encrypted.
    @Nullable
    TlsFeature tls();
}
