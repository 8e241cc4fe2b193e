package dev.lanner.container.session;

import dev.lanner.container.cookie.RequestCookies;
import dev.lanner.spi.features.SessionFeature;
import dev.lanner.spi.message.MutableFields;
import jakarta.servlet.http.HttpSession;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one request sees of its context's sessions. Belongs to the request's thread.
///
/// An id that the client names selects a session when there is one; it never becomes the id of a new one. An id in the
/// path is reported, and selects a session only where URL tracking is on.
public final class RequestSession implements SessionFeature {
    private static final String SET_COOKIE = "Set-Cookie";

    private final Sessions sessions;
    private final SessionExchange exchange;
    private boolean resolved;
    private @Nullable String requestedId;
    private boolean fromCookie;
    private @Nullable Session requested;
    private @Nullable Session current;
    private boolean cookieSent;
    private boolean personal;
    /// Where sessions are kept in a store: whether the session was compared with it, and whether it is written before the
    /// response's head goes out.
    private boolean compared;
    private boolean watched;
    private long begun;

    /// @param sessions the context's
    /// @param exchange the request and its response
    public RequestSession(Sessions sessions, SessionExchange exchange) {
        this.sessions = sessions;
        this.exchange = exchange;
    }

    /// Finds the session that the client names and marks it as used. To be called at the request's begin when it has a
    /// cookie or an id in its path: the session's time runs from the last request, whether or not that touched the
    /// session.
    public void begin() {
        if (sessions.keeper() == null) {
            resolve();
            return;
        }
        begun = System.nanoTime();
        try {
            resolve();
        } catch (SessionStoreException e) {
            // said to who asks for the session: many requests never do
            resolved = false;
            requestedId = null;
            requested = null;
            current = null;
        }
    }

    /// Ends the use of the session, written where it is kept in a shared store. To be called at the request's end.
    /// Idempotent.
    ///
    /// @throws SessionStoreException when what the request changed could not be written: the client must not be told
    ///   that all is well
    public void end() {
        Session used = current;
        current = null;
        resolved = true;
        if (used != null) {
            try {
                write(used);
            } finally {
                used.leave(sessions.now());
            }
        }
    }

    private void write(Session used) {
        SessionKeeper keeper = sessions.keeper();
        if (keeper == null || !keeper.shared()) {
            return;
        }
        if (used.isLive() && !keeper.save(used, 1)) {
            used.end();
        }
        if (keeper.isBehind()) {
            keeper.catchUp();
            if (keeper.isBehind() && !used.isLive()) {
                throw keeper.behind();
            }
        }
    }

    /// The response's head is about to go out: who reads it may ask another server next. Does nothing but where the session
    /// was used and is kept in a shared store.
    ///
    /// @throws SessionStoreException when what changed could not be kept
    public void beforeHead() {
        Session used = watched ? current : null;
        if (used != null) {
            write(used);
        }
    }

    /// Brings the session up to what other servers wrote, once in a request.
    ///
    /// @return null when it has ended elsewhere
    private @Nullable Session compare(Session used) {
        if (!watched) {
            watched = true;
            exchange.beforeHead(this::beforeHead);
        }
        SessionTracking tracking = used.tracking();
        if (!compared && tracking != null && tracking.verified - begun < 0 && !sessions.refresh(used)) {
            return null;
        }
        compared = true;
        return used;
    }

    @Override
    public @Nullable Session session(boolean create) {
        resolve();
        Session used = current;
        if (used != null && used.isLive()) {
            SessionKeeper keeper = sessions.keeper();
            if (keeper == null || !keeper.shared() || compare(used) != null) {
                return used;
            }
        }
        return create ? create() : null;
    }

    /// The session as the Servlet API shows it.
    ///
    /// @throws IllegalStateException when one must be made and the response is committed
    /// @throws SessionLimitException when one must be made and there are too many
    public @Nullable HttpSession httpSession(boolean create) {
        Session session = session(create);
        if (session == null) {
            return null;
        }
        becomesPersonal();
        return session.view();
    }

    private void becomesPersonal() {
        if (!personal) {
            personal = true;
            exchange.personal();
        }
    }

    /// The id that the client named, or null.
    public @Nullable String requestedId() {
        resolve();
        return requestedId;
    }

    /// Whether that id is the one of a session that can be used.
    public boolean requestedIdValid() {
        if (sessions.keeper() == null) {
            resolve();
        } else {
            session(false);
        }
        Session session = requested;
        return session != null && session.isLive() && session.id().equals(requestedId);
    }

    /// Whether that id came in a cookie.
    public boolean requestedIdFromCookie() {
        resolve();
        return requestedId != null && fromCookie;
    }

    /// Whether that id came in the path.
    public boolean requestedIdFromUrl() {
        resolve();
        return requestedId != null && !fromCookie;
    }

    /// Gives the session a new id, as after a login.
    ///
    /// @return the new id
    /// @throws IllegalStateException when there is no session, or the client can't be told as the response is committed
    public String changeId() {
        Session session = session(false);
        if (session == null) {
            throw new IllegalStateException("the request has no session whose id could be changed");
        }
        checkCommitted();
        sessions.changeId(session);
        sendCookie(session.id());
        return session.id();
    }

    /// Whether URLs must carry the id as the client has not shown that it takes cookies.
    public boolean rewritesUrls() {
        return sessions.config().urls() && !(requestedIdFromCookie() && requestedIdValid()) && session(false) != null;
    }

    /// A URL of this context with the session's id, where that is needed. The caller knows that the URL leads to this
    /// context.
    public String encode(String url) {
        Session session = rewritesUrls() ? session(false) : null;
        return session == null ? url : SessionPath.insert(url, sessions.config().pathParameter(), session.id());
    }

    private Session create() {
        checkCommitted();
        Session ended = current;
        current = null;
        if (ended != null) {
            ended.leave(sessions.now());
        }
        String sibling = exchange.siblingSessionId();
        Session made = sessions.create(sibling);
        becomesPersonal();
        current = made;
        SessionKeeper keeper = sessions.keeper();
        if (keeper != null && keeper.shared()) {
            compare(made);
        }
        if (!made.id().equals(sibling)) {
            sendCookie(made.id());
        }
        return made;
    }

    private void checkCommitted() {
        if (sessions.config().cookies() && exchange.committed()) {
            throw new IllegalStateException(
                    "the response is committed: the session cookie can't be sent any more; get the session earlier");
        }
    }

    private void resolve() {
        if (resolved) {
            return;
        }
        resolved = true;
        SessionConfig config = sessions.config();
        if (config.cookies()) {
            Session found = RequestCookies.find(exchange.requestHeaders(), config.cookieName(), this::tryCookie);
            select(found);
        }
        String inPath = exchange.pathSessionId();
        if (inPath != null && current == null && (requestedId == null || config.urls())) {
            Session found = config.urls() ? sessions.enter(inPath) : null;
            if (requestedId == null || found != null) {
                requestedId = inPath;
                fromCookie = false;
            }
            select(found);
        }
    }

    /// Of several cookies of this name the first that names a session counts, else the first.
    private @Nullable Session tryCookie(String id) {
        Session found = sessions.enter(id);
        if (requestedId == null || found != null) {
            requestedId = id;
            fromCookie = true;
        }
        return found;
    }

    private void select(@Nullable Session found) {
        if (found != null) {
            found.join();
            requested = found;
            current = found;
        }
    }

    private void sendCookie(String id) {
        SessionConfig config = sessions.config();
        if (!config.cookies()) {
            return;
        }
        MutableFields headers = exchange.responseHeaders();
        if (cookieSent) {
            removeCookie(headers, config.cookieName() + "=");
        }
        headers.add(SET_COOKIE,
                config.cookie().format(id, exchange.prefix() + config.contextPath(), exchange.secure()));
        cookieSent = true;
    }

    private static void removeCookie(MutableFields headers, String start) {
        List<String> cookies = headers.all(SET_COOKIE);
        headers.remove(SET_COOKIE);
        for (String cookie : cookies) {
            if (!cookie.startsWith(start)) {
                headers.add(SET_COOKIE, cookie);
            }
        }
    }
}
