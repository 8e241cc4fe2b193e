package dev.lanner.container.request;

import dev.lanner.container.context.WebContext;
import dev.lanner.container.session.ForeignSession;
import dev.lanner.container.session.RequestSession;
import dev.lanner.container.session.SessionStoreException;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.features.SessionData;
import dev.lanner.spi.features.SessionFeature;
import dev.lanner.spi.message.Fields;
import jakarta.servlet.http.HttpSession;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// The sessions that one request uses: that of its context, and those of other contexts that it is dispatched to.
public final class RequestSessions {
    private final FeatureCollection features;
    private final WebContext home;
    private final BooleanSupplier isCommitted;
    private @Nullable RequestSession own;
    private @Nullable List<Visited> visited;
    private @Nullable ForeignSession foreign;

    private record Visited(WebContext context, RequestSession session) {
    }

    /// @param features the request's features
    /// @param home the context that the client's request went to
    /// @param isCommitted whether the response's head is gone
    public RequestSessions(FeatureCollection features, WebContext home, BooleanSupplier isCommitted) {
        this.features = features;
        this.home = home;
        this.isCommitted = isCommitted;
    }

    /// Marks the client's session as used.
    public void begin() {
        Fields headers = features.require(Features.REQUEST).headers();
        if (headers.first("Cookie") != null
                || features.require(Features.REQUEST).target().rawPath().indexOf(';') >= 0) {
            in(home).begin();
        }
    }

    /// The request's session in a context.
    public RequestSession in(WebContext context) {
        if (context == home) {
            RequestSession session = own;
            if (session == null) {
                session = SessionLink.of(home.sessions(), features, isCommitted, null);
                own = session;
            }
            return session;
        }
        List<Visited> all = visited;
        if (all == null) {
            all = new ArrayList<>();
            visited = all;
        }
        for (Visited each : all) {
            if (each.context == context) {
                return each.session;
            }
        }
        RequestSession session = SessionLink.of(context.sessions(), features, isCommitted, in(home));
        session.begin();
        all.add(new Visited(context, session));
        return session;
    }

    /// The session as the Servlet API shows it: of the feature that a filter set, else the container's own.
    public @Nullable HttpSession httpSession(WebContext context, boolean create) {
        SessionFeature feature = features.get(Features.SESSION);
        if (feature == null || feature == own) {
            return in(context).httpSession(create);
        }
        SessionData data = feature.session(create);
        if (data == null) {
            return null;
        }
        ForeignSession shown = foreign;
        if (shown == null || shown.data() != data) {
            shown = new ForeignSession(data, context.facade(), System.currentTimeMillis());
            foreign = shown;
        }
        return shown;
    }

    /// The response's head is about to go out.
    ///
    /// @throws SessionStoreException when what changed could not be kept
    public void beforeHead() {
        RequestSession session = own;
        if (session != null) {
            session.beforeHead();
        }
    }

    /// Ends the use of the sessions.
    ///
    /// @throws SessionStoreException when what changed in one could not be kept; all are ended
    public void end() {
        SessionStoreException failure = null;
        RequestSession session = own;
        if (session != null) {
            failure = end(session, null);
        }
        List<Visited> all = visited;
        if (all != null) {
            for (Visited each : all) {
                failure = end(each.session, failure);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable SessionStoreException end(RequestSession session,
            @Nullable SessionStoreException before) {
        try {
            session.end();
            return before;
        } catch (SessionStoreException e) {
            return e;
        }
    }
}
