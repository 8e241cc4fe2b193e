package dev.lanner.websocket.client;

import dev.lanner.websocket.session.SessionGroup;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The open sessions of each endpoint that a container has connected. Keeps an endpoint only while it has sessions. Safe
/// for use by several threads.
final class ClientGroups {
    private final ReentrantLock lock = new ReentrantLock();
    /// guarded by lock
    private final Map<Object, Use> groups = new HashMap<>();

    private static final class Use {
        private final SessionGroup group = new SessionGroup();
        private int users;
    }

    /// The group of an endpoint, to be given back by [#leave].
    ///
    /// @param key the endpoint's class, or the object that the application gave
    SessionGroup join(Object key) {
        lock.lock();
        try {
            Use use = groups.computeIfAbsent(key, same -> new Use());
            use.users++;
            return use.group;
        } finally {
            lock.unlock();
        }
    }

    void leave(Object key) {
        lock.lock();
        try {
            Use use = groups.get(key);
            if (use != null && --use.users == 0) {
                groups.remove(key);
            }
        } finally {
            lock.unlock();
        }
    }
}
