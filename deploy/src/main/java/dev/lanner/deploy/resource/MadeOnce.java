package dev.lanner.deploy.resource;

import dev.lanner.deploy.naming.Bound;
import java.util.concurrent.locks.ReentrantLock;
import javax.naming.NamingException;
import org.jspecify.annotations.Nullable;

/// An object that is made when it is first asked for, and then kept; one that can't be made is tried again. Safe for
/// use by any thread.
@SuppressWarnings("try") // an application's object may throw what it likes
final class MadeOnce implements Bound, AutoCloseable {
    private final String className;
    private final Maker maker;
    /// Guards `made`. Code of the application runs under it, which only others that want the same object wait for.
    private final ReentrantLock guard = new ReentrantLock();
    private @Nullable Object made;

    /// Makes the object.
    @FunctionalInterface
    interface Maker {
        Object make() throws NamingException;
    }

    MadeOnce(String className, Maker maker) {
        this.className = className;
        this.maker = maker;
    }

    @Override
    public Object get() throws NamingException {
        guard.lock();
        try {
            Object known = made;
            if (known == null) {
                known = maker.make();
                made = known;
            }
            return known;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public String className() {
        return className;
    }

    /// Closes the object where it can be closed.
    @Override
    public void close() throws NamingException {
        Object known;
        guard.lock();
        try {
            known = made;
            made = null;
        } finally {
            guard.unlock();
        }
        if (known instanceof AutoCloseable closeable) {
            try {
                closeable.close();
            } catch (Exception e) {
                NamingException failure = new NamingException(className + " can't be closed: " + e.getMessage());
                failure.setRootCause(e);
                throw failure;
            }
        }
    }
}
