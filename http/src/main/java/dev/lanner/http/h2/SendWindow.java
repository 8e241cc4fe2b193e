package dev.lanner.http.h2;

/// How many bytes may be sent, of a stream or of a connection (RFC 9113, 5.2 and 6.9). May become negative when the
/// peer lowers SETTINGS_INITIAL_WINDOW_SIZE.
public final class SendWindow {
    private int available;

    /// @param initial what may be sent at first
    public SendWindow(int initial) {
        available = initial;
    }

    /// What may be sent now; 0 or less for nothing.
    public int available() {
        return available;
    }

    /// Bytes are sent.
    public void consume(int bytes) {
        available -= bytes;
    }

    /// The peer has made room, or changed the initial size.
    ///
    /// @return false when the window would be above 2^31 - 1
    public boolean add(int bytes) {
        long sum = (long) available + bytes;
        if (sum > Integer.MAX_VALUE) {
            return false;
        }
        available = (int) sum;
        return true;
    }
}
