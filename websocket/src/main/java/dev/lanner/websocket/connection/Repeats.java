package dev.lanner.websocket.connection;

import dev.lanner.websocket.protocol.SharedMessage;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// Finds out that one text is sent to many connections, which the Jakarta API can't say: the same string comes again and
/// again. Then its frame is made once, and compressed once. Safe for use by several threads.
///
/// Short texts are passed over: their frames cost less than the look, and most are answers to one client. One message at most
/// is kept, until the next long one.
final class Repeats {
    private static final int LEAST = 256;
    private static final int MOST = 1 << 20;
    private static final WeakReference<String> NONE = new WeakReference<>(null);
    // written by whoever sends; a race costs no more than one frame
    private static volatile Seen last = new Seen(NONE, null);

    private record Seen(WeakReference<String> text, @Nullable SharedMessage message) {
    }

    private Repeats() {
    }

    /// The shared form of a text that was the last one to be sent already; null for another one.
    static @Nullable SharedMessage of(String text) {
        if (text.length() < LEAST || text.length() > MOST) {
            return null;
        }
        Seen seen = last;
        if (!seen.text().refersTo(text)) {
            last = new Seen(new WeakReference<>(text), null);
            return null;
        }
        SharedMessage known = seen.message();
        if (known == null) {
            known = SharedMessage.text(text);
            last = new Seen(seen.text(), known);
        }
        return known;
    }
}
