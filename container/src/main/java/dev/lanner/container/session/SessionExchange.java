package dev.lanner.container.session;

import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import org.jspecify.annotations.Nullable;

/// What a request's session needs of the request and its response.
public interface SessionExchange {

    /// The request's header fields.
    Fields requestHeaders();

    /// The response's header fields; the session cookie is set there.
    MutableFields responseHeaders();

    /// The id in the path, such as of `/a;jsessionid=x`, or null.
    @Nullable
    String pathSessionId();

    /// Whether the client came over TLS, as far as is known behind proxies.
    boolean secure();

    /// The path below which a proxy shows the server, such as `/shop`; the cookie is for paths below it.
    default String prefix() {
        return "";
    }

    /// Whether the response's head is gone.
    boolean committed();

    /// Asks for an action just before the response's head is made; nothing happens when that has been.
    default void beforeHead(Runnable action) {
    }

    /// The application got the session: the response may hold something of it, such as its id in a URL.
    default void personal() {
    }

    /// In a dispatch to another context: the id of the session that the client's request has in its own context, which
    /// this server made; else null. Sessions of one client then share an id, as the client knows one only.
    @Nullable
    String siblingSessionId();
}
