package dev.lanner.http.tls;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A certificate, key or trust store that can't be used. The message has an id, names the file and says what to do.
public final class TlsConfigException extends IOException {
    private static final long serialVersionUID = 1;

    TlsConfigException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    TlsConfigException(String message) {
        super(message);
    }
}
