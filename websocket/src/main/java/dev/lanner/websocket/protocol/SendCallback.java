package dev.lanner.websocket.protocol;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Told once what became of a message: by the thread that sends, or by another that went on with the sending.
@FunctionalInterface
public interface SendCallback {
    /// Does not care.
    SendCallback NONE = failure -> {
    };

    /// @param failure null when the operating system has the message
    void sent(@Nullable IOException failure);
}
