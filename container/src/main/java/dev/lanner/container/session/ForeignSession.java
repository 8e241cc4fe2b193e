package dev.lanner.container.session;

import dev.lanner.spi.features.SessionData;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpSession;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/// Session data that did not come from the container, such as of a filter's own feature, as the Servlet API shows a
/// session. What the data does not know is answered for this request alone: it was made now, and times do not run out.
public final class ForeignSession implements HttpSession {
    private final SessionData data;
    private final ServletContext context;
    private final long created;
    private volatile int maxInactiveSeconds;
    private volatile boolean ended;

    /// @param data holds the attributes
    /// @param context the application
    /// @param now milliseconds since 1970
    public ForeignSession(SessionData data, ServletContext context, long now) {
        this.data = data;
        this.context = context;
        created = now;
    }

    /// What holds the attributes.
    public SessionData data() {
        return data;
    }

    @Override
    public long getCreationTime() {
        check();
        return created;
    }

    @Override
    public String getId() {
        return data.id();
    }

    @Override
    public long getLastAccessedTime() {
        check();
        return created;
    }

    @Override
    public ServletContext getServletContext() {
        return context;
    }

    @Override
    public void setMaxInactiveInterval(int seconds) {
        maxInactiveSeconds = seconds;
    }

    @Override
    public int getMaxInactiveInterval() {
        return maxInactiveSeconds;
    }

    @Override
    public @Nullable Object getAttribute(String name) {
        check();
        return data.get(name);
    }

    @Override
    public Enumeration<String> getAttributeNames() {
        check();
        return Collections.enumeration(data.names());
    }

    @Override
    public void setAttribute(String name, @Nullable Object value) {
        check();
        data.set(name, value);
    }

    @Override
    public void removeAttribute(String name) {
        check();
        data.set(name, null);
    }

    @Override
    public void invalidate() {
        check();
        ended = true;
        data.invalidate();
    }

    @Override
    public boolean isNew() {
        check();
        return false;
    }

    private void check() {
        if (ended) {
            throw new IllegalStateException("the session was invalidated");
        }
    }
}
