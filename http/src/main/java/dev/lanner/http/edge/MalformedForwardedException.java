package dev.lanner.http.edge;

import dev.lanner.spi.RequestRejectedException;

/// What a trusted proxy says can't be read. The request is refused: to go on would take the proxy for the client.
final class MalformedForwardedException extends RequestRejectedException {
    private static final long serialVersionUID = 1L;

    /// @param rule what is wrong; holds nothing that the client sent
    MalformedForwardedException(String rule) {
        super(400, "invalid-forwarded", rule);
    }
}
