package dev.lanner.container.session;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A [Session] as the Servlet API shows it; lives as long as it.
final class SessionView implements HttpSession {
    private final Session session;
    private final ServletContext context;

    SessionView(Session session, ServletContext context) {
        this.session = session;
        this.context = context;
    }

    @Override
    public long getCreationTime() {
        return session.created();
    }

    @Override
    public String getId() {
        return session.id();
    }

    @Override
    public long getLastAccessedTime() {
        return session.lastAccessed();
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        session.maxInactiveSeconds(seconds);
    }

    @Override
    public int getMaxInactiveInterval() {
        return session.maxInactiveSeconds();
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        return session.get(Objects.requireNonNull(name, "name"));
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        return Collections.enumeration(session.names());
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        session.set(Objects.requireNonNull(name, "name"), value);
    }

    @Override
    public void removeAttribute(String name) {
        session.set(Objects.requireNonNull(name, "name"), null);
    }

    @Override
    public void invalidate() {
        session.invalidate();
    }

    @Override
    public boolean isNew() {
        return session.isFresh();
    }

    @Override
    public Accessor getAccessor() {
        if (!session.isLive()) {
            throw new IllegalStateException("the session was invalidated, or its time is over");
        }
        String id = session.id();
        return use -> access(id, use);
    }

    /// A use like that of a request, from any thread.
    ///
    /// @param id the session's when the accessor was made: after a change of id, as by a login, it is no longer the same
    private void access(String id, Consumer<HttpSession> use) {
        Sessions owner = session.owner();
        if (!session.id().equals(id)) {
            throw new IllegalStateException("the session's id has changed: get a new accessor");
        }
        SessionKeeper keeper = owner.keeper();
        if (keeper != null && !keeper.shared()) {
            keeper = null;
        }
        if (keeper != null && !owner.refresh(session) || session.expire(owner.now()) || !session.enter(owner.now())) {
            throw new IllegalStateException("the session was invalidated, or its time is over");
        }
        try {
            use.accept(this);
            if (keeper != null && !keeper.save(session, 1)) {
                session.end();
            }
        } finally {
            session.leave(owner.now());
        }
    }
}
