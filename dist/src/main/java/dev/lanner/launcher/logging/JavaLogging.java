package dev.lanner.launcher.logging;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/// Leads `java.util.logging` to the server log. Its name is in a system property; the JDK makes one when something logs
/// that way for the first time, and nothing of it is loaded before.
public final class JavaLogging {
    /// Configures the JDK's logging.
    ///
    /// @throws IOException never: the configuration is in memory
    public JavaLogging() throws IOException {
        String text = "handlers=" + LineHandler.class.getName() + "\n.level=" + ServerLog.INSTANCE.lowestLevel() + "\n";
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
