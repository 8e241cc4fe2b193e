package dev.lanner.deploy;

import dev.lanner.deploy.loader.Canary;
import dev.lanner.deploy.loader.LeakSearch;
import dev.lanner.deploy.loader.WebAppClassLoader;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Applications that are gone and may still be in memory. Some seconds after the end of one, when its threads have had
/// the time to end, what holds it is named in the log. No collection is asked for, except on demand. Safe for use by any
/// thread.
final class LeakWatch {
    private static final Logger LOG = LazyLogger.of(LeakWatch.class);
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final int LOOKS = 60;
    private static final int COLLECTIONS = 5;

    private final InstantSource clock;
    private final List<Gone> all = new CopyOnWriteArrayList<>();

    /// An application that was ended.
    static final class Gone {
        private final String name;
        private final Instant since;
        private final WeakReference<WebAppClassLoader> loader;
        private final Canary canary = new Canary();

        Gone(String name, Instant since, WebAppClassLoader loader) {
            this.name = name;
            this.since = since;
            this.loader = new WeakReference<>(loader);
        }

        /// What holds it; null when it has been collected.
        @Nullable
        List<String> holders() {
            WebAppClassLoader held = loader.get();
            return held == null ? null : LeakSearch.find(held);
        }
    }

    LeakWatch(InstantSource clock) {
        this.clock = clock;
    }

    /// Begins to watch an application that has just been ended.
    void add(ContextName context, WebAppClassLoader loader) {
        all.removeIf(gone -> gone.loader.get() == null);
        Gone gone = new Gone(context.toString(), clock.instant(), loader);
        all.add(gone);
        Thread.ofVirtual().name("lanner-leaks").start(() -> {
            try {
                for (int i = 0; i < LOOKS; i++) {
                    Thread.sleep(GRACE);
                    if (look(gone)) {
                        return;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /// One look; says in the log what it found.
    ///
    /// @return whether no further one is needed
    boolean look(Gone gone) {
        boolean unloaded = gone.canary.isGone();
        List<String> holders = gone.holders();
        if (holders == null) {
            all.remove(gone);
            return true;
        }
        for (String holder : holders) {
            int space = holder.indexOf(' ');
            LOG.log(Level.WARNING, holder.substring(0, space) + " the web application " + gone.name
                    + " was ended and its classes stay in memory:" + holder.substring(space));
        }
        if (holders.isEmpty() && unloaded) {
            LOG.log(Level.WARNING, "LNR-4147 the web application " + gone.name + " was ended at " + gone.since
                    + " and its classes are still in memory, held by something that the server can't see; a heap dump "
                    + "(jcmd PID GC.heap_dump FILE) shows the way from a root to " + WebAppClassLoader.class.getName());
        }
        return unloaded || !holders.isEmpty();
    }

    /// The applications that were ended and can't be collected, after asking for collections.
    ///
    /// @return a line for each, and one for each holder, indented
    List<String> collect() {
        for (int i = 0; i < COLLECTIONS && all.stream().anyMatch(gone -> gone.loader.get() != null); i++) {
            System.gc();
        }
        List<String> lines = new ArrayList<>();
        for (Gone gone : List.copyOf(all)) {
            List<String> holders = gone.holders();
            if (holders == null) {
                all.remove(gone);
                continue;
            }
            lines.add(gone.name + ", ended at " + gone.since + (holders.isEmpty()
                    ? ": held by something that the server can't see, or by soft references"
                    : ":"));
            holders.forEach(holder -> lines.add("  " + holder));
        }
        return lines;
    }

    List<Gone> all() {
        return all;
    }
}
