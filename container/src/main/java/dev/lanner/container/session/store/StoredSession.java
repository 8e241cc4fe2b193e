package dev.lanner.container.session.store;

/// What a store keeps of a session. Immutable, as long as nobody writes into [#content].
public final class StoredSession {
    private static final byte[] NONE = {};

    private final String key;
    private final long version;
    private final long accessed;
    private final long expires;
    private final byte[] content;

    /// @param key 48 hexadecimal digits
    /// @param version rises with each change; 1 is the first
    /// @param accessed when the session was last used, in milliseconds since 1970; written sparingly
    /// @param expires when it may be forgotten, in milliseconds since 1970; [Long#MAX_VALUE] for never
    /// @param content sealed
    public StoredSession(String key, long version, long accessed, long expires, byte[] content) {
        this.key = key;
        this.version = version;
        this.accessed = accessed;
        this.expires = expires;
        this.content = content;
    }

    /// The answer to who knows this version already.
    public static StoredSession unchanged(String key, long version, long accessed, long expires) {
        return new StoredSession(key, version, accessed, expires, NONE);
    }

    /// Under which it is kept: 48 hexadecimal digits.
    public String key() {
        return key;
    }

    /// Rises with each change; 1 is the first.
    public long version() {
        return version;
    }

    /// When the session was last used, in milliseconds since 1970.
    public long accessed() {
        return accessed;
    }

    /// When it may be forgotten, in milliseconds since 1970; [Long#MAX_VALUE] for never.
    public long expires() {
        return expires;
    }

    /// The sealed bytes; empty when the caller knows this version. Not copied.
    public byte[] content() {
        return content;
    }
}
