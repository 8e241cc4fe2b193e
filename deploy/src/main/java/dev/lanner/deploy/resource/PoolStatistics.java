package dev.lanner.deploy.resource;

/// The numbers of a pool of connections.
///
/// @param context the path of its context, such as `/shop`; empty for a shared one
/// @param name such as `jdbc/shop`
/// @param max how many connections there may be
/// @param counts of now
public record PoolStatistics(String context, String name, int max, Counts counts) {

    /// Connections and who waits for one.
    ///
    /// @param active connections in use
    /// @param idle connections that wait for use
    /// @param pending threads that wait for a connection
    public record Counts(int active, int idle, int pending) {
        /// Of a pool that nobody has used.
        public static final Counts NONE = new Counts(0, 0, 0);
    }
}
