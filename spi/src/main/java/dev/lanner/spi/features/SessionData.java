package dev.lanner.spi.features;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a session holds, without the Servlet API around it.
public interface SessionData {

    /// The session's id.
    String id();

    /// The names of the attributes.
    Set<String> names();

    /// An attribute.
    @Nullable
    Object get(String name);

    /// Sets an attribute; null removes it.
    void set(String name, @Nullable Object value);

    /// Ends the session.
    void invalidate();
}
