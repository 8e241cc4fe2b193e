package dev.lanner.http.h1;

import java.util.EnumMap;
import java.util.Map;

/// A request that must be refused. One per [Rejection], made before it is needed, without a stack trace: bad requests
/// cost no more than good ones.
public final class RejectedRequestException extends Exception {
    private static final long serialVersionUID = 1L;
    private static final Map<Rejection, RejectedRequestException> ALL = new EnumMap<>(Rejection.class);

    static {
        for (Rejection rejection : Rejection.values()) {
            ALL.put(rejection, new RejectedRequestException(rejection));
        }
    }

    private final Rejection rejection;

    private RejectedRequestException(Rejection rejection) {
        super(rejection.message(), null, false, false);
        this.rejection = rejection;
    }

    /// The exception for this reason.
    public static RejectedRequestException of(Rejection rejection) {
        RejectedRequestException exception = ALL.get(rejection);
        return exception == null ? new RejectedRequestException(rejection) : exception;
    }

    /// The reason.
    public Rejection rejection() {
        return rejection;
    }
}
