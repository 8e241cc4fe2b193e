package dev.lanner.spi.transport;

import java.nio.ByteBuffer;

/// Sees the bytes of one connection, and changes nothing. At most one thread at a time is in [#received], and one in
/// [#sent]. Must not block.
public interface ByteTap {

    /// Bytes came in. The buffer is a view that is valid during the call only.
    void received(ByteBuffer bytes);

    /// Bytes went out. The buffer as above.
    void sent(ByteBuffer bytes);
}
