package dev.lanner.container.session;

import dev.lanner.container.text.Refusal;
import org.jspecify.annotations.Nullable;

/// The session store does not do what it should: a request that needs its session can't be served.
public final class SessionStoreException extends IllegalStateException implements Refusal {
    private static final long serialVersionUID = 1L;

    private final int status;

    SessionStoreException(int status, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /// 503 where the store is away, and the request may be sent again; 500 where that would not help.
    @Override
    public int status() {
        return status;
    }

    @Override
    public String reason() {
        return "session-store";
    }
}
