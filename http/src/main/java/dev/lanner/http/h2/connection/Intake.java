package dev.lanner.http.h2.connection;

import dev.lanner.http.h2.PeerSettings;
import dev.lanner.http.h2.ReceiveWindow;

/// What a connection lets its client send, and what of it no application has read yet. Under the connection's lock, but
/// where something else is said.
///
/// The connection's window is as large as the first one and what windows of streams have grown by: a stream that has
/// grown and is then not read takes no room away from the others.
final class Intake {
    /// The budget is told in steps of this size.
    private static final int STEP = 64 * 1024;

    private final Http2Config.Windows windows;
    private final UnreadBudget budget;
    private final ReceiveWindow window = new ReceiveWindow(PeerSettings.DEFAULT_WINDOW);
    /// What the windows of streams have grown by.
    private long grown;
    private long unread;
    /// What of it was taken from the server's budget.
    private volatile long charged;

    Intake(Http2Config.Windows windows, UnreadBudget budget) {
        this.windows = windows;
        this.budget = budget;
    }

    /// The increment that makes the first window of the default one.
    int open() {
        return window.grow(windows.connection());
    }

    /// A frame of DATA begins.
    ///
    /// @return false when the client was not allowed to send it
    boolean receive(int frameLength) {
        return window.receive(frameLength);
    }

    /// Bytes of a body wait for an application.
    void arrived(int bytes) {
        unread += bytes;
        charge();
    }

    /// They wait no more.
    void read(long bytes) {
        unread -= bytes;
        charge();
    }

    private void charge() {
        long above = unread - windows.connection();
        long due = above <= 0 ? 0 : (above + STEP - 1) / STEP * STEP;
        if (due != charged) {
            budget.take(due - charged);
            charged = due;
        }
    }

    /// Bytes are out of the way.
    ///
    /// @return the increment to send now; 0 for none yet
    int consumed(int bytes) {
        return window.consume(bytes);
    }

    /// The window of a stream has grown.
    ///
    /// @return the increment to send now
    int grew(int bytes) {
        grown += bytes;
        return window.grow(wanted());
    }

    /// The window of a stream has shrunk, or is of no use any more.
    void shrank(int bytes) {
        grown -= bytes;
        window.shrink(wanted());
    }

    private int wanted() {
        int first = windows.connection();
        return (int) Math.max(first, Math.min(windows.most(), first + grown));
    }

    /// Whether windows may grow.
    boolean mayGrow() {
        return budget.allowsGrowth();
    }

    /// Whether nothing more may be read until applications have taken what there is. From any thread.
    boolean excessive() {
        return charged > 0 && budget.exceeded();
    }

    /// Says so. From any thread.
    void logExcess(Object endpoint) {
        budget.log(endpoint);
    }
}
