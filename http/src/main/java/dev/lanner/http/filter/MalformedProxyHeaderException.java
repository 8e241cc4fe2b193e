package dev.lanner.http.filter;

/// The bytes are no PROXY header that can be taken.
final class MalformedProxyHeaderException extends Exception {
    private static final long serialVersionUID = 1L;

    private final FilterRefusal refusal;

    MalformedProxyHeaderException(FilterRefusal refusal) {
        super(refusal.code(), null, false, false);
        this.refusal = refusal;
    }

    FilterRefusal refusal() {
        return refusal;
    }
}
