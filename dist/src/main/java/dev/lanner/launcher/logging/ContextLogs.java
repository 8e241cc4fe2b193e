package dev.lanner.launcher.logging;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.features.FeatureCollection;
import dev.lanner.spi.features.Features;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.spi.log.RequestLog;
import dev.lanner.spi.log.RequestLogEntry;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The access logs of contexts that have their own, or want more or less than the server's log holds. It is told of all
/// requests, and passes each on to the log of its context. Safe for use by several threads.
///
/// A file stays open until the server stops: of an application that is replaced two versions write to it for a while.
public final class ContextLogs implements RequestLog, Closeable {
    private static final System.Logger LOG = LazyLogger.of(ContextLogs.class);
    private static final String SERVERS = "access.log";
    private static final String CLIENT_GONE = "client-gone";

    private final Path directory;
    private final RequestLog server;
    private final SettingValues settings;
    private final boolean all;
    private final ReentrantLock guard = new ReentrantLock();
    // guarded by `guard`
    private final Map<String, Opened> files = new HashMap<>();
    private boolean closed;

    /// A file that is written to.
    private static final class Opened implements RequestLog {
        private final String context;
        private final List<Object> look;
        private volatile AccessLog log;

        Opened(String context, List<Object> look, AccessLog log) {
            this.context = context;
            this.look = look;
            this.log = log;
        }

        @Override
        public boolean wantsAll() {
            return true;
        }

        @Override
        public void log(RequestLogEntry entry) {
            log.log(entry);
        }
    }

    /// What one context wants.
    private record Choice(RequestLog to, boolean wantsAll) implements RequestLog {
        @Override
        public void log(RequestLogEntry entry) {
            to.log(entry);
        }
    }

    /// @param directory for the files
    /// @param server the server's log; null where it has none
    /// @param settings the server's
    /// @param contexts whether a context wants requests that were served, as known when the server starts
    public ContextLogs(Path directory, @Nullable AccessLog server, SettingValues settings, boolean contexts) {
        this.directory = directory;
        this.server = server == null ? RequestLog.NONE : server;
        this.settings = settings;
        all = contexts || this.server.wantsAll();
    }

    /// Whether a context's settings ask for something else than the server's log.
    public static boolean differs(SettingValues context, SettingValues server) {
        return !context.get(Settings.ACCESS_LOG_FILE).isEmpty()
                || context.get(Settings.ACCESS_LOG) != server.get(Settings.ACCESS_LOG);
    }

    /// The log that a context's settings ask for; null for the server's as it is.
    ///
    /// @param context its name, without a version
    /// @throws IOException when its file can't be opened, or is another context's; with an id
    public @Nullable RequestLog of(String context, SettingValues wanted) throws IOException {
        if (!differs(wanted, settings)) {
            return null;
        }
        Settings.AccessLog what = wanted.get(Settings.ACCESS_LOG);
        if (what == Settings.AccessLog.OFF) {
            return new Choice(RequestLog.NONE, false);
        }
        if (what == Settings.AccessLog.ALL && !all) {
            LOG.log(System.Logger.Level.WARNING,
                    "LNR-5514: context {0}: access-log: all ({1}) holds from the next start "
                            + "of the server on; until then rejected requests are logged",
                    context,
                    wanted.origin(Settings.ACCESS_LOG));
        }
        String file = wanted.get(Settings.ACCESS_LOG_FILE);
        RequestLog to = file.isEmpty() && server != RequestLog.NONE
                ? server
                : open(context, file.isEmpty() ? SERVERS : file, wanted);
        return new Choice(to, what == Settings.AccessLog.ALL);
    }

    private RequestLog open(String context, String file, SettingValues wanted) throws IOException {
        Path path = directory.resolve(file);
        List<Object> look = List.of(wanted.get(Settings.ACCESS_LOG_FORMAT), wanted.get(Settings.ACCESS_LOG_HEADERS),
                wanted.get(Settings.ACCESS_LOG_QUERY), wanted.get(Settings.ACCESS_LOG_MAX_SIZE),
                wanted.get(Settings.ACCESS_LOG_FILES));
        guard.lock();
        try {
            Opened known = files.get(file);
            if (known != null && known.look.equals(look)) {
                return known;
            }
            String origin = path + " (" + wanted.origin(Settings.ACCESS_LOG_FILE) + ")";
            if (closed) {
                throw new IOException("LNR-5513: " + origin + " is closed: the server stops");
            }
            if (known != null && !known.context.equals(context)) {
                throw new IOException("LNR-5513: " + origin + " is written by context " + known.context
                        + " in another form; name another file, or the same access-log settings");
            }
            AccessLog log;
            try {
                log = AccessLog.of(wanted, path);
            } catch (IOException e) {
                throw new IOException("LNR-5513: the access log " + path + " of context " + context
                        + " can't be written: " + e.getMessage(), e);
            }
            Opened opened = new Opened(context, look, log);
            files.put(file, opened);
            if (known != null) {
                // only now: where the new one can't be opened the old one goes on
                AccessLog before = known.log;
                known.log = log;
                before.close();
            }
            return opened;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public boolean wantsAll() {
        return all;
    }

    @Override
    public void log(RequestLogEntry entry) {
        FeatureCollection features = entry.features();
        RequestLog own = features == null ? null : features.known(Features.REQUEST_LOG);
        RequestLog to = own == null ? server : own;
        String reason = entry.reason();
        if (to.wantsAll() || reason != null && !reason.equals(CLIENT_GONE)) {
            to.log(entry);
        }
    }

    /// Closes the files of contexts. Idempotent.
    @Override
    public void close() throws IOException {
        guard.lock();
        try {
            closed = true;
            for (Opened opened : files.values()) {
                opened.log.close();
            }
            files.clear();
        } finally {
            guard.unlock();
        }
    }
}
