package dev.lanner.spi;

import java.io.IOException;

/// The rest of a request can't be accepted: too large, too slow, malformed.
///
/// Thrown by reads of the request body. An application that does not handle it lets it pass; the connector or container
/// then answers with the status and closes the connection.
public class RequestRejectedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    /// @param status the status code to answer with, 400 to 599
    /// @param reason the reason code in the access log, such as `request-body-too-large`
    /// @param message names the limit or rule and the value found
    public RequestRejectedException(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    /// The status code to answer with.
    public int status() {
        return status;
    }

    /// The reason code, lower case with dashes.
    public String reason() {
        return reason;
    }
}
