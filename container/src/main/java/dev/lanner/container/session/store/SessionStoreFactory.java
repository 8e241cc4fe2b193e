package dev.lanner.container.session.store;

/// Makes stores of one kind; found by `ServiceLoader` among the libraries of the server.
public interface SessionStoreFactory {

    /// What `sessions.store` says to get it, such as `redis`.
    String name();

    /// Opens the store of a context. A store that is only out of reach is opened all the same: it may come back.
    ///
    /// @throws StoreException when the settings make no sense, or need what is not there: the context does not start
    SessionStore open(StoreSetup setup) throws StoreException;
}
