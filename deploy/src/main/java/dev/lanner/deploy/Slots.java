package dev.lanner.deploy;

import dev.lanner.container.DeploymentException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The contexts that are taken. Safe for use by any thread; nothing of an application runs under the lock.
final class Slots {
    private final ReentrantLock lock = new ReentrantLock();
    /// Guarded by `lock`.
    private final Map<ContextName, Slot> slots = new TreeMap<>();
    /// What was ended by command while its file stayed. Guarded by `lock`.
    private final Map<ContextName, Attempt> ended = new HashMap<>();

    /// What was tried last.
    ///
    /// @param source the file
    /// @param facts what it looked like then
    record Attempt(Path source, SourceFacts facts) {

        static Attempt of(Path source) {
            return new Attempt(source, SourceFacts.of(source));
        }
    }

    /// A context that is taken.
    ///
    /// @param serving the application that serves; null while there is none
    /// @param served the file of what serves; null while there is none
    /// @param tried what was tried last: the same, or a file that failed
    /// @param busy whether a thread is bringing something in or out
    record Slot(Deployment deployment, @Nullable Serving serving, @Nullable Attempt served, Attempt tried,
            boolean busy) {

        Slot with(boolean nowBusy) {
            return new Slot(deployment, serving, served, tried, nowBusy);
        }

        /// Whether nothing new is to be expected of a file.
        boolean knows(Attempt file) {
            return file.equals(tried) || file.equals(served);
        }

        /// Whether the container has something there that a new version takes the place of.
        boolean replaceable() {
            return serving != null || deployment.state() == Deployment.State.OFFLINE;
        }
    }

    /// Takes a context for this thread.
    ///
    /// @param starting what to list meanwhile; null to leave an absent one absent
    /// @return what was there before
    /// @throws BusyException when another thread has it
    @Nullable
    Slot claim(ContextName context, @Nullable Deployment starting) throws BusyException {
        lock.lock();
        try {
            Slot known = slots.get(context);
            if (known != null && known.busy()) {
                throw new BusyException("LNR-4043: context " + context + " is just being deployed or undeployed from "
                        + known.deployment().source() + "; try again when that is done");
            }
            if (known != null && (known.replaceable() || starting == null)) {
                slots.put(context, known.with(true));
            } else if (starting != null) {
                slots.put(context,
                        new Slot(starting, null, null, new Attempt(starting.source(), SourceFacts.NONE), true));
            }
            return known;
        } finally {
            lock.unlock();
        }
    }

    void settle(Deployment deployment, @Nullable Serving serving, Attempt tried) {
        lock.lock();
        try {
            ended.remove(deployment.context());
            slots.put(deployment.context(),
                    new Slot(deployment, serving, serving == null ? null : tried, tried, false));
        } finally {
            lock.unlock();
        }
    }

    /// Gives a claimed context back: what was to replace it has failed.
    void failed(Slot before, Deployment.Newer newer, Attempt tried) {
        lock.lock();
        try {
            slots.put(before.deployment().context(),
                    new Slot(before.deployment().with(newer), before.serving(), before.served(), tried, false));
        } finally {
            lock.unlock();
        }
    }

    /// Gives a claimed context back as it is.
    void release(ContextName context) {
        lock.lock();
        try {
            Slot known = slots.get(context);
            if (known != null) {
                slots.put(context, known.with(false));
            }
        } finally {
            lock.unlock();
        }
    }

    /// The file lies elsewhere now.
    void move(ContextName context, Attempt to) {
        lock.lock();
        try {
            Slot known = slots.get(context);
            if (known != null) {
                slots.put(context,
                        new Slot(known.deployment().from(to.source()), known.serving(), to, to, known.busy()));
            }
        } finally {
            lock.unlock();
        }
    }

    /// @param end what is not to be deployed again by itself; null for none
    void remove(ContextName context, @Nullable Attempt end) {
        lock.lock();
        try {
            slots.remove(context);
            if (end != null) {
                ended.put(context, end);
            }
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Slot get(ContextName context) {
        lock.lock();
        try {
            return slots.get(context);
        } finally {
            lock.unlock();
        }
    }

    /// Whether the context was ended by command, and its file is still as it was then.
    boolean isEnded(ContextName context, Attempt now) {
        lock.lock();
        try {
            return now.equals(ended.get(context));
        } finally {
            lock.unlock();
        }
    }

    /// All, by context path.
    List<Slot> all() {
        lock.lock();
        try {
            return new ArrayList<>(slots.values());
        } finally {
            lock.unlock();
        }
    }

    /// Another thread brings something into or out of the context.
    static final class BusyException extends DeploymentException {
        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }
}
