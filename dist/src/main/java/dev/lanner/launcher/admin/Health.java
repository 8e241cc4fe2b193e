package dev.lanner.launcher.admin;

import dev.lanner.container.ContextInfo;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Whether the server should get requests. Safe for use by several threads.
public final class Health {
    private final Supplier<List<ContextInfo>> contexts;
    private volatile Phase phase = Phase.STARTING;

    /// Where the server is in its life.
    public enum Phase {
        /// Web applications are being started.
        STARTING,
        /// It serves.
        SERVING,
        /// It ends its requests and takes no more.
        DRAINING
    }

    /// @param contexts the contexts of now
    public Health(Supplier<List<ContextInfo>> contexts) {
        this.contexts = contexts;
    }

    /// Moves on.
    public void phase(Phase to) {
        phase = to;
    }

    /// Where the server is in its life.
    public Phase phase() {
        return phase;
    }

    /// Whether requests are welcome: the server serves, and no web application is missing because it failed.
    public boolean ready() {
        return phase == Phase.SERVING
                && contexts.get().stream().noneMatch(context -> context.state() == ContextInfo.State.FAILED);
    }

    /// A JSON object with the state of the server and of each context. Reasons of failures are not in it: they are in
    /// the log and in `lanner list`.
    String json() {
        String state = ready() ? "ready" : phase == Phase.SERVING ? "failed" : phase.name().toLowerCase(Locale.ROOT);
        StringBuilder text = new StringBuilder("{\"state\":\"").append(state).append("\",\"contexts\":{");
        boolean first = true;
        for (ContextInfo context : contexts.get()) {
            text.append(first ? "" : ",").append('"')
                    .append(escape(context.id().toString())).append("\":\"")
                    .append(context.state().name().toLowerCase(Locale.ROOT)).append('"');
            first = false;
        }
        return text.append("}}\n").toString();
    }

    private static String escape(String path) {
        return path.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
