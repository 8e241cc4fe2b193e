package dev.lanner.container.parameter;

import dev.lanner.container.text.Refusal;
import dev.lanner.spi.RequestRejectedException;
import java.io.IOException;

/// Parameters or parts can't be had: malformed, above a limit, or the body could not be read (Servlet 6.1:
/// `getParameter` and `getParts` throw [IllegalStateException]).
public final class ParameterProblem extends IllegalStateException implements Refusal {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String reason;

    /// @param status the status code when the application does not handle it
    /// @param reason the reason code, lower case with dashes
    /// @param message names rule or limit and what was found
    public ParameterProblem(int status, String reason, String message) {
        super(message);
        this.status = status;
        this.reason = reason;
    }

    private ParameterProblem(int status, String reason, IOException cause) {
        super("the body could not be read: " + cause.getMessage(), cause);
        this.status = status;
        this.reason = reason;
    }

    static ParameterProblem malformed(String reason, String message) {
        return new ParameterProblem(400, reason, message);
    }

    static ParameterProblem tooLarge(String reason, String message) {
        return new ParameterProblem(413, reason, message);
    }

    /// A failed read of the body; a rejection keeps its status and reason.
    static ParameterProblem unreadable(IOException cause) {
        return cause instanceof RequestRejectedException rejected
                ? new ParameterProblem(rejected.status(), rejected.reason(), cause)
                : new ParameterProblem(400, "body-unreadable", cause);
    }

    @Override
    public int status() {
        return status;
    }

    @Override
    public String reason() {
        return reason;
    }
}
