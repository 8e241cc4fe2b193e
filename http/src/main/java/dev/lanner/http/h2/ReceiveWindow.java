package dev.lanner.http.h2;

/// How many bytes the peer may send, of a stream or of a connection (RFC 9113, 5.2 and 6.9).
///
/// Room is given back as bytes are consumed, not for each of them but when half of the window has gone, or a MiB of a
/// large one: the peer must know of it before the rest is used up. A window may grow while the application keeps up with
/// what comes, as its size limits the speed over long distances; and shrink again, as room is no longer given back.
public final class ReceiveWindow {
    /// Room that is kept back at most, in bytes.
    static final int MOST_KEPT = 1 << 20;
    /// Room that is given back at least, where the peer has little left because much is unread.
    static final int LEAST_GIVEN = 32 * 1024;

    private int size;
    private int available;
    /// Consumed and not yet given back.
    private int consumed;
    /// What the peer knows of beyond the size; the next bytes that are consumed make up for it.
    private int excess;

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
        int kept = Math.min(excess, bytes);
        excess -= kept;
        consumed += bytes - kept;
        return consumed > 0 && isDue() ? giveBack(0) : 0;
    }

    private boolean isDue() {
        int half = size / 2;
        return consumed >= Math.min(half, MOST_KEPT)
                || consumed >= available && consumed >= Math.min(half, LEAST_GIVEN);
    }

    private int giveBack(int more) {
        int increment = consumed + more;
        consumed = 0;
        available += increment;
        return increment;
    }

    /// Makes the window larger; a smaller size changes nothing.
    ///
    /// @return the increment to send, with all that was consumed
    public int grow(int newSize) {
        int more = Math.max(0, newSize - size);
        size += more;
        int known = Math.min(excess, more);
        excess -= known;
        return giveBack(more - known);
    }

    /// Makes the window smaller; a larger size changes nothing. The peer is not told: what it may send already it may,
    /// but that much of what is consumed is not given back.
    public void shrink(int newSize) {
        int less = Math.max(0, size - newSize);
        size -= less;
        excess += less;
        int kept = Math.min(excess, consumed);
        excess -= kept;
        consumed -= kept;
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
