package dev.lanner.container.session;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// A store of several servers, in the memory of a test.
public final class SharedMap implements SessionStore {
    /// What is kept.
    public final Map<String, StoredSession> all = new ConcurrentHashMap<>();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    /// Whether each call fails.
    public volatile boolean away;
    /// Done once, before the next write.
    @Nullable Runnable beforeSave;
    /// Whether the next write comes through, and its answer does not.
    boolean losesAnswer;

    private void call(String name) throws StoreException {
        calls.merge(name, 1, Integer::sum);
        if (away) {
            throw new StoreException("the map is away");
        }
    }

    /// How often something was asked for.
    public int calls(String name) {
        return calls.getOrDefault(name, 0);
    }

    @Override
    public String describe() {
        return "a map";
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public @Nullable StoredSession load(String key, long known) throws StoreException {
        call("load");
        StoredSession there = all.get(key);
        return there != null && there.version() == known
                ? StoredSession.unchanged(key, known, there.accessed(), there.expires())
                : there;
    }

    @Override
    public boolean save(StoredSession session, long expected) throws StoreException {
        call("save");
        Runnable first = beforeSave;
        beforeSave = null;
        if (first != null) {
            first.run();
        }
        StoredSession now = all.compute(session.key(),
                (key, there) -> (there == null ? 0 : there.version()) == expected ? session : there);
        if (now != session) {
            return false;
        }
        if (losesAnswer) {
            losesAnswer = false;
            throw new StoreException("no answer");
        }
        return true;
    }

    @Override
    public void touch(String key, long accessed, long expires) throws StoreException {
        call("touch");
        all.computeIfPresent(key,
                (same, old) -> new StoredSession(key, old.version(), accessed, expires, old.content()));
    }

    @Override
    public boolean remove(String key) throws StoreException {
        call("remove");
        return all.remove(key) != null;
    }

    @Override
    public List<String> expired(long now, int most) throws StoreException {
        call("expired");
        return all.values().stream().filter(each -> each.expires() < now).map(StoredSession::key).limit(most)
                .toList();
    }

    @Override
    public void close() {
        calls.merge("close", 1, Integer::sum);
    }
}
