package dev.lanner.http.h2;

/// How many bytes the peer may send, of a stream or of a connection (RFC 9113, 5.2 and 6.9).
///
/// Room is given back as bytes are consumed, not for each of them but when half of the window has gone. A window may
/// grow while the application keeps up with what comes: otherwise its size limits the speed over long distances.
public final class ReceiveWindow {
    private int size;
    private int available;
    /// Consumed and not yet given back.
    private int consumed;

    /// @param size the window that the peer knows of
    public ReceiveWindow(int size) {
        this.size = size;
        this.available = size;
    }

    /// Bytes came in.
    ///
    /// @return false when the peer was not allowed to send them
    public boolean receive(int bytes) {
        if (bytes > available) {
            return false;
        }
        available -= bytes;
        return true;
    }

    /// Bytes were consumed.
    ///
    /// @return the increment to send now; 0 for none yet
    public int consume(int bytes) {
        consumed += bytes;
        if (consumed < size / 2) {
            return 0;
        }
        int increment = consumed;
        consumed = 0;
        available += increment;
        return increment;
    }

    /// Makes the window larger.
    ///
    /// @return the increment to send, with all that was consumed
    public int grow(int newSize) {
        int increment = Math.max(0, newSize - size) + consumed;
        size = Math.max(size, newSize);
        consumed = 0;
        available += increment;
        return increment;
    }

    /// The window's size.
    public int size() {
        return size;
    }

    /// What the peer may still send.
    public int available() {
        return available;
    }
}
