package dev.lanner.container.session;

import dev.lanner.container.text.Refusal;

/// The context has as many sessions as it may have.
public final class SessionLimitException extends IllegalStateException implements Refusal {
    private static final long serialVersionUID = 1L;

    SessionLimitException(long limit) {
        super("LNR-3301 no new session: the context has its " + limit + " sessions (setting limits.max-sessions)");
    }

    @Override
    public int status() {
        return 503;
    }

    @Override
    public String reason() {
        return "too-many-sessions";
    }
}
