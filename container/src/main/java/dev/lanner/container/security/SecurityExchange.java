package dev.lanner.container.security;

import dev.lanner.container.session.Session;
import dev.lanner.spi.features.FeatureCollection;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a mechanism needs of the request and its response. Belongs to the request's thread.
public interface SecurityExchange {

    /// The request's features.
    FeatureCollection features();

    /// The context's path.
    String contextPath();

    /// The client's address, or empty where it says nothing of who the client is: loopback, Unix sockets.
    String clientAddress();

    /// The client's certificates, its own first; empty for none.
    List<X509Certificate> certificates();

    /// The fields of the form in the body; never those of the query.
    Map<String, List<String>> form();

    /// The request's session.
    ///
    /// @throws IllegalStateException when one must be made and the client can't be told any more
    @Nullable
    Session session(boolean create);

    /// Gives the session a new id, as whoever set the old one must not share the login.
    ///
    /// @throws IllegalStateException when the client can't be told any more
    void changeSessionId();

    /// A path of this context with the session's id, where the client needs it there.
    String encode(String path);
}
