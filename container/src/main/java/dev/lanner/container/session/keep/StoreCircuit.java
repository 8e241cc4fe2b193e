package dev.lanner.container.session.keep;

import dev.lanner.container.session.store.SessionStore;
import dev.lanner.container.session.store.StoreException;
import dev.lanner.container.session.store.StoredSession;
import dev.lanner.spi.log.LazyLogger;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A store that may be away: after a failure it is left alone for a second, so that not each request waits for it. What was
/// said last is said again at once meanwhile. For any thread.
public final class StoreCircuit implements SessionStore {
    private static final Logger LOG = LazyLogger.of(StoreCircuit.class);
    private static final long PAUSE = TimeUnit.SECONDS.toNanos(1);

    private final SessionStore store;
    private final String context;
    private final LongSupplier nanos;
    /// Why it is away; null while it is there.
    private final AtomicReference<@Nullable String> reason = new AtomicReference<>();
    private final AtomicLong tryAgain = new AtomicLong();

    /// @param store what may be away
    /// @param context for the log
    public StoreCircuit(SessionStore store, String context) {
        this(store, context, System::nanoTime);
    }

    /// @param nanos the time, as of [System#nanoTime]
    public StoreCircuit(SessionStore store, String context, LongSupplier nanos) {
        this.store = store;
        this.context = context;
        this.nanos = nanos;
    }

    @FunctionalInterface
    private interface Call<T extends @Nullable Object> {
        T make() throws StoreException;
    }

    private <T extends @Nullable Object> T call(Call<T> call) throws StoreException {
        String away = reason.get();
        if (away != null) {
            long due = tryAgain.get();
            long now = nanos.getAsLong();
            // one at a time tries again
            if (now - due < 0 || !tryAgain.compareAndSet(due, now + PAUSE)) {
                throw new StoreException(away);
            }
        }
        try {
            T result = call.make();
            if (reason.getAndSet(null) != null) {
                LOG.log(Level.INFO, "Context {0}: the session store {1} is back", context, store.describe());
            }
            return result;
        } catch (StoreException e) {
            tryAgain.set(nanos.getAsLong() + PAUSE);
            if (reason.getAndSet(String.valueOf(e.getMessage())) == null) {
                LOG.log(Level.ERROR, "LNR-3310 context {0}: the session store {1} can''t be used; requests that need "
                        + "their session get 503 until it is back: {2}", context, store.describe(), e.getMessage());
            }
            throw e;
        }
    }

    @Override
    public String describe() {
        return store.describe();
    }

    @Override
    public boolean shared() {
        return store.shared();
    }

    @Override
    public boolean local() {
        return store.local();
    }

    @Override
    public @Nullable StoredSession load(String key, long known) throws StoreException {
        return this.<@Nullable StoredSession>call(() -> store.load(key, known));
    }

    @Override
    public boolean save(StoredSession session, long expected) throws StoreException {
        return call(() -> store.save(session, expected));
    }

    @Override
    public void touch(String key, long accessed, long expires) throws StoreException {
        call(() -> {
            store.touch(key, accessed, expires);
            return true;
        });
    }

    @Override
    public boolean remove(String key) throws StoreException {
        return call(() -> store.remove(key));
    }

    @Override
    public List<String> expired(long now, int most) throws StoreException {
        return call(() -> store.expired(now, most));
    }

    @Override
    public void setAside(String key, String why) {
        store.setAside(key, why);
    }

    @Override
    public void close() {
        store.close();
    }
}
