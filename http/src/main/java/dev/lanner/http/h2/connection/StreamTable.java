package dev.lanner.http.h2.connection;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The streams of a connection that are not over, and a short memory of those that are. Under the connection's lock.
final class StreamTable {
    private static final int REMEMBERED = 256;

    private final Map<Integer, Http2Stream> streams = new HashMap<>();
    /// Streams that we have reset: the client may not know yet, and what it sends for them is not its fault.
    private final int[] reset = new int[REMEMBERED];
    private int resets;
    /// Streams that ended in order.
    private final int[] ended = new int[REMEMBERED];
    private int ends;
    private int counted;

    @Nullable
    Http2Stream get(int id) {
        return streams.get(id);
    }

    void add(Http2Stream stream) {
        streams.put(stream.id(), stream);
        counted++;
    }

    /// The stream no longer counts for the limit of streams.
    void uncount() {
        counted--;
    }

    /// @return false when it was not there
    boolean remove(Http2Stream stream, boolean wasReset) {
        if (streams.remove(stream.id()) == null) {
            return false;
        }
        if (wasReset) {
            remember(stream.id());
        } else {
            ended[ends++ % REMEMBERED] = stream.id();
        }
        return true;
    }

    /// We have reset a stream, perhaps one that was never in the table.
    void remember(int id) {
        reset[resets++ % REMEMBERED] = id;
    }

    boolean wasReset(int id) {
        return contains(reset, id);
    }

    boolean hasEnded(int id) {
        return contains(ended, id);
    }

    private static boolean contains(int[] ids, int id) {
        for (int known : ids) {
            if (known == id) {
                return true;
            }
        }
        return false;
    }

    /// Streams that count for the limit: open ones, and those that were reset and still run.
    int counted() {
        return counted;
    }

    /// All streams, those too whose response is out and whose thread has not ended.
    int size() {
        return streams.size();
    }

    /// A copy.
    List<Http2Stream> all() {
        return new ArrayList<>(streams.values());
    }
}
