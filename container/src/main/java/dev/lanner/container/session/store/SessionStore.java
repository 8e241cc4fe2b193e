package dev.lanner.container.session.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Keeps the sessions of one context outside of the server's memory. Safe for use by many threads.
///
/// Each call ends within the time of the setting `sessions.timeout`, by [StoreException] where need be. None is retried by
/// the store.
public interface SessionStore extends AutoCloseable {

    /// The store for people, without secrets: `redis at db1:6379`.
    String describe();

    /// Whether other servers use it at the same time, so that it, and not this server's memory, is the truth.
    boolean shared();

    /// Whether only processes of this server use it, so that a key of the server's own will do.
    default boolean local() {
        return !shared();
    }

    /// Finds a session.
    ///
    /// @param known a version that the caller has, whose content it does not need; 0 for none
    /// @return null when there is none
    /// @throws StoreException when that can't be found out
    @Nullable
    StoredSession load(String key, long known) throws StoreException;

    /// Writes a session, all or nothing.
    ///
    /// @param expected the version that is replaced; 0 when there must be none
    /// @return false when another version is there, or none: nothing was written. A store that is not shared need not look.
    /// @throws StoreException when it is not known to be written
    boolean save(StoredSession session, long expected) throws StoreException;

    /// Says that a session was used, whatever its version. Does nothing when there is none.
    ///
    /// @throws StoreException when that can't be written
    void touch(String key, long accessed, long expires) throws StoreException;

    /// Forgets a session.
    ///
    /// @return whether it was there: of several servers that forget it at once, one is told so
    /// @throws StoreException when it may still be there
    boolean remove(String key) throws StoreException;

    /// Some sessions whose time is over, for their listeners to be told. A store that forgets them by itself has none.
    ///
    /// @param now milliseconds since 1970
    /// @param most so many at most
    /// @throws StoreException when they can't be listed
    List<String> expired(long now, int most) throws StoreException;

    /// What is kept under a key is not what was written by this server or one that shares its key file. A store that only
    /// this server should write moves it out of the way.
    ///
    /// @param reason for the log
    default void setAside(String key, String reason) {
    }

    /// Gives connections back. Never throws. Idempotent.
    @Override
    void close();
}
