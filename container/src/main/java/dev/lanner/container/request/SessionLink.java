package dev.lanner.container.request;

import dev.lanner.container.session.RequestSession;
import dev.lanner.container.session.SessionExchange;
import dev.lanner.container.session.SessionPath;
import dev.lanner.container.session.Sessions;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.RequestFeature;
import dev.lanner.spi.features.ResponseCacheFeature;
import dev.lanner.spi.features.ResponseEvent;
import dev.lanner.spi.features.ResponseFeature;
import dev.lanner.spi.message.Fields;
import dev.lanner.spi.message.MutableFields;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Joins a request to the sessions of a context.
///
/// @param features the request's features
/// @param parameter the name of the path parameter that may carry a session's id
/// @param isCommitted whether the response's head is gone
/// @param sibling the request's session in its own context, where this is another one's; else null
record SessionLink(FeatureCollection features, String parameter, BooleanSupplier isCommitted,
        @Nullable RequestSession sibling) implements SessionExchange {

    static RequestSession of(Sessions sessions, FeatureCollection features, BooleanSupplier isCommitted,
            @Nullable RequestSession sibling) {
        return new RequestSession(sessions,
                new SessionLink(features, sessions.config().pathParameter(), isCommitted, sibling));
    }

    private RequestFeature request() {
        return features.require(Features.REQUEST);
    }

    @Override
    public Fields requestHeaders() {
        return request().headers();
    }

    @Override
    public MutableFields responseHeaders() {
        return features.require(Features.RESPONSE).headers();
    }

    @Override
    public String prefix() {
        return request().target().prefix();
    }

    @Override
    public @Nullable String pathSessionId() {
        return SessionPath.idIn(request().target().rawPath(), parameter);
    }

    @Override
    public boolean secure() {
        return request().target().scheme().equals("https");
    }

    @Override
    public boolean committed() {
        return isCommitted.getAsBoolean();
    }

    @Override
    public void beforeHead(Runnable action) {
        ResponseFeature response = features.require(Features.RESPONSE);
        if (!response.started()) {
            response.on(ResponseEvent.STARTING, action);
        }
    }

    @Override
    public void personal() {
        ResponseCacheFeature cache = features.get(Features.RESPONSE_CACHE);
        if (cache != null) {
            cache.allowed(false);
        }
    }

    @Override
    public @Nullable String siblingSessionId() {
        var session = sibling == null ? null : sibling.session(false);
        return session == null ? null : session.id();
    }
}
