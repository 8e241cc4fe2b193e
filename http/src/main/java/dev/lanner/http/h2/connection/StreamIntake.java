package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.ReceiveWindow;

/// What a stream lets its client send, and how that grows. Under the connection's lock.
///
/// A window grows when the application has read what has come: to what is left of a body whose length is known, or else
/// as far as it may. What is left becomes less as it comes, and the window with it.
final class StreamIntake {
    private final Http2Config.Windows windows;
    private final Intake connection;
    private final long announced;
    private final ReceiveWindow window;
    private long received;
    /// Of these, what has come into the buffer; a frame of DATA counts as received from its head on.
    private long arrived;
    private long consumed;
    private boolean ended;
    /// Whether what is given back no longer makes up for what comes.
    private boolean last;

    /// @param announced the length of the body; -1 when it is not known
    StreamIntake(Http2Config.Windows windows, Intake connection, long announced) {
        this.windows = windows;
        this.connection = connection;
        this.announced = announced;
        window = new ReceiveWindow(windows.stream());
    }

    /// A frame of DATA begins.
    ///
    /// @return false when the client was not allowed to send it
    boolean receive(int frameLength, int padding) {
        if (!window.receive(frameLength)) {
            return false;
        }
        received += frameLength - padding;
        return true;
    }

    /// A piece of it has come.
    void arrived(int bytes) {
        arrived += bytes;
        connection.arrived(bytes);
    }

    /// Padding needs nobody to read it.
    ///
    /// @return the increment of the stream's window to send now
    int padding(int bytes) {
        return window.consume(bytes);
    }

    /// The application has read bytes.
    ///
    /// @param open whether more may come
    /// @return the increments to send now, of the connection's window (upper half) and of the stream's
    long consumed(int bytes, boolean open) {
        consumed += bytes;
        connection.read(bytes);
        boolean shrunk = shrink(needed());
        int own = open ? window.consume(bytes) : 0;
        int common = connection.consumed(bytes);
        if (shrunk && !last) {
            // what was kept back is needed for the rest, as nothing more is given back
            last = true;
            own += open ? window.grow(0) : 0;
            common += connection.grew(0);
        }
        int wanted = open ? wanted(own > 0) : 0;
        int more = wanted - window.size();
        if (more > 0) {
            own += window.grow(wanted);
            common += connection.grew(more);
        }
        return (long) common << Integer.SIZE | own;
    }

    /// What is unread and what may still come.
    private long needed() {
        if (ended) {
            return arrived - consumed;
        }
        return announced < 0 ? window.size() : announced - consumed;
    }

    /// @return whether it did
    private boolean shrink(long needed) {
        int size = (int) Math.max(windows.stream(), Math.min(needed, window.size()));
        int less = window.size() - size;
        if (less > 0) {
            window.shrink(size);
            connection.shrank(less);
        }
        return less > 0;
    }

    private int wanted(boolean muchWasRead) {
        // as at first, something is left to others when all of it is unread
        int most = windows.most() - Math.max(0, windows.connection() - windows.stream());
        long unread = arrived - consumed;
        if (announced >= 0) {
            return unread == 0 && connection.mayGrow() ? (int) Math.min(most, announced - consumed) : 0;
        }
        return muchWasRead && unread <= window.size() / 4 && connection.mayGrow() ? most : 0;
    }

    /// Nothing more comes; what has come is left to be read.
    void end() {
        ended = true;
        shrink(needed());
    }

    /// Nobody reads what is left.
    ///
    /// @return the increment of the connection's window to send now
    int abandon() {
        int left = (int) (arrived - consumed);
        consumed = arrived;
        connection.read(left);
        shrink(needed());
        return connection.consumed(left);
    }

    /// Bytes of the body that the client has begun to send, without padding.
    long received() {
        return received;
    }

    /// Whether the client may send all that it has announced without being told of more room.
    boolean coversRest() {
        return announced - received <= window.available();
    }
}
