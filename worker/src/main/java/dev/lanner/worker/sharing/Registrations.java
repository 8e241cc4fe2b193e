package dev.lanner.worker.sharing;

import dev.lanner.container.BoundContext;
import dev.lanner.container.DeploymentException;
import dev.lanner.container.ServletContainer;
import dev.lanner.container.binding.ContextId;
import dev.lanner.container.binding.UrlPrefix;
import dev.lanner.container.definition.ContextDefinition;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.log.LazyLogger;
import dev.lanner.worker.hop.Hop;
import dev.lanner.worker.hop.HopPool;
import dev.lanner.worker.hop.HopRules;
import dev.lanner.worker.pairing.PairingToken;
import dev.lanner.worker.sharing.RegisteredProcess.Wanted;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The processes that have registered URL prefixes at this server. Each prefix is a context of its own, whose id is the
/// prefix. Safe for use by several threads.
public final class Registrations {
    private static final Logger LOG = LazyLogger.of(Registrations.class);
    private static final int MOST = 1000;
    private static final Duration ANSWER_TIME = Duration.ofSeconds(5);
    private static final long QUIET_NANOS = 1_000_000_000L;

    private final ServletContainer container;
    private final SettingValues settings;
    private final Duration drain;
    private final Duration timeout;
    private final String owner;
    private final ReentrantLock guard = new ReentrantLock();
    /// Guarded by guard.
    private final Map<UrlPrefix, SharedPrefix> shared = new LinkedHashMap<>();
    /// Guarded by guard.
    private final List<RegisteredProcess> processes = new ArrayList<>();
    /// Prefixes whose last requests are waited for, without the guard. Guarded by guard.
    private final Set<UrlPrefix> ending = new HashSet<>();
    private final Condition ended = guard.newCondition();
    private final AtomicLong lastRefusal = new AtomicLong(System.nanoTime() - QUIET_NANOS);
    private volatile Reservations reservations;

    /// @param container where the prefixes are served
    /// @param reservations what may be registered
    /// @param drain how long the requests of a process that leaves may take
    /// @param timeout how long an answer's head may take; zero for as long as it takes
    /// @param owner the user that this server runs as
    public Registrations(ServletContainer container, Reservations reservations, Duration drain, Duration timeout,
            String owner) {
        this.container = container;
        this.reservations = reservations;
        settings = container.settings();
        this.drain = drain;
        this.timeout = timeout;
        this.owner = owner;
    }

    /// What may be registered.
    public Reservations reservations() {
        return reservations;
    }

    /// What may be registered from now on.
    ///
    /// @return the processes that have what they may not have any more
    public List<RegisteredProcess> reservations(Reservations next) {
        guard.lock();
        try {
            reservations = next;
            List<RegisteredProcess> without = new ArrayList<>(processes);
            without.removeIf(process -> refusal(process.wanted(), process.user()) == null);
            return without;
        } finally {
            guard.unlock();
        }
    }

    /// The processes of now, in the order in which they came.
    public List<RegisteredProcess> processes() {
        guard.lock();
        try {
            return List.copyOf(processes);
        } finally {
            guard.unlock();
        }
    }

    /// Begins to serve prefixes by a process: all of them or none. Looks first who listens at its socket, and whether it
    /// answers.
    ///
    /// @param user who the process runs as, by the operating system
    /// @throws RegistrationException when it may not have them, another one has them, or its socket is not in order
    public RegisteredProcess register(Wanted wanted, String user, Path socket, PairingToken token)
            throws RegistrationException {
        // before anything is tried with a socket that somebody names
        requireRight(wanted, user);
        HopPool pool = new HopPool(socket, token, user);
        requireAnswer(pool, socket);
        RegisteredProcess process = new RegisteredProcess(wanted, user, pool, Instant.now());
        guard.lock();
        try {
            while (!Collections.disjoint(ending, wanted.prefixes())) {
                ended.awaitUninterruptibly();
            }
            requireRight(wanted, user);
            requireFree(process);
            bind(process);
            processes.add(process);
        } finally {
            guard.unlock();
        }
        LOG.log(Level.INFO, "registered {0}: {1}", process, wanted.prefixes());
        return process;
    }

    private void requireRight(Wanted wanted, String user) throws RegistrationException {
        String refusal = refusal(wanted, user);
        if (refusal != null) {
            refused(wanted, user, refusal);
            throw new RegistrationException(refusal);
        }
    }

    /// Says so once a second at most: whoever asks must not fill the log.
    private void refused(Wanted wanted, String user, String refusal) {
        long now = System.nanoTime();
        long last = lastRefusal.get();
        if (now - last >= QUIET_NANOS && lastRefusal.compareAndSet(last, now)) {
            LOG.log(Level.WARNING, "the registration of {0} (process {1} of {2}, {3}) is refused: {4}", wanted.name(),
                    Long.toString(wanted.pid()), user, wanted.base(), refusal);
        }
    }

    private @Nullable String refusal(Wanted wanted, String user) {
        for (UrlPrefix prefix : wanted.prefixes()) {
            String refusal = reservations.refusal(prefix, user, owner);
            if (refusal != null) {
                return refusal;
            }
        }
        return null;
    }

    private static void requireAnswer(HopPool pool, Path socket) throws RegistrationException {
        try {
            String fault = pool.awaitReady(ANSWER_TIME);
            if (!fault.isEmpty()) {
                throw new RegistrationException("LNR-7184: the process at " + socket + " does not serve: " + fault);
            }
        } catch (IOException e) {
            throw new RegistrationException("LNR-7183: nothing can be sent to " + socket + ": " + e.getMessage(), e);
        }
    }

    /// With the guard.
    private void requireFree(RegisteredProcess process) throws RegistrationException {
        if (processes.size() >= MOST) {
            throw new RegistrationException("LNR-7186: " + MOST + " processes are registered, more there can't be");
        }
        for (UrlPrefix prefix : process.wanted().prefixes()) {
            SharedPrefix has = shared.get(prefix);
            if (has == null) {
                requireNoContext(prefix);
                continue;
            }
            for (RegisteredProcess holder : has.processes()) {
                if (!holder.user().equals(process.user()) || !holder.wanted().shared() || !process.wanted().shared()) {
                    throw new RegistrationException("LNR-7182: the prefix " + prefix + " is taken by " + holder
                            + " since " + holder.since()
                            + "; several processes of one user can have it where each says "
                            + "'shared: true'");
                }
            }
        }
    }

    private void requireNoContext(UrlPrefix prefix) throws RegistrationException {
        for (BoundContext context : container.bound()) {
            if (context.prefixes().contains(prefix)) {
                throw new RegistrationException("LNR-7182: the prefix " + prefix + " is taken by the context "
                        + context.info().id() + " of the front server");
            }
        }
    }

    /// With the guard.
    private void bind(RegisteredProcess process) throws RegistrationException {
        List<SharedPrefix> made = new ArrayList<>();
        try {
            for (UrlPrefix prefix : process.wanted().prefixes()) {
                SharedPrefix known = shared.get(prefix);
                if (known == null) {
                    SharedPrefix fresh = new SharedPrefix(prefix);
                    fresh.add(process);
                    made.add(fresh);
                    container.deploy(definition(fresh));
                    shared.put(prefix, fresh);
                } else {
                    known.add(process);
                }
            }
        } catch (DeploymentException e) {
            process.leave();
            for (SharedPrefix each : made) {
                each.remove(process);
                shared.remove(each.prefix());
                container.undeploy(id(each.prefix()));
            }
            for (SharedPrefix each : shared.values()) {
                each.remove(process);
                each.forget(process);
            }
            throw new RegistrationException("LNR-7185: the front server can't serve: " + e.getMessage(), e);
        }
    }

    private ContextDefinition definition(SharedPrefix prefix) {
        ContextId id = id(prefix.prefix());
        return ContextDefinition.builder(id).prefixes(List.of(prefix.prefix())).settings(settings)
                .application(new Hop(id.toString(), prefix, HopRules.of(timeout, -1))).build();
    }

    /// No file can give a context this host.
    private static ContextId id(UrlPrefix prefix) {
        String whole = prefix.toString();
        return new ContextId(whole.substring(0, whole.length() - prefix.path().length() - 1), prefix.path(), "");
    }

    /// Ends a registration: no more requests are given to the process, at once; those that it has may end within the
    /// drain timeout. Then prefixes that nobody has any more are given back. Waits. Idempotent.
    ///
    /// @param why for the log
    public void end(RegisteredProcess process, String why) {
        guard.lock();
        try {
            if (!processes.remove(process)) {
                return;
            }
            for (UrlPrefix prefix : process.wanted().prefixes()) {
                SharedPrefix has = shared.get(prefix);
                if (has != null) {
                    has.remove(process);
                }
            }
            // behind that: who is told of it must not choose it again
            process.leave();
        } finally {
            guard.unlock();
        }
        LOG.log(Level.INFO, "the registration of {0} ends: {1}", process, why);
        process.awaitNone(drain);
        for (UrlPrefix prefix : process.wanted().prefixes()) {
            if (forget(process, prefix)) {
                undeploy(prefix);
            }
        }
        process.pool().close();
    }

    /// @return whether nobody has the prefix any more, so that it has to be undeployed
    private boolean forget(RegisteredProcess process, UrlPrefix prefix) {
        guard.lock();
        try {
            SharedPrefix has = shared.get(prefix);
            if (has == null) {
                return false;
            }
            has.forget(process);
            if (!has.isIdle()) {
                return false;
            }
            shared.remove(prefix);
            return ending.add(prefix);
        } finally {
            guard.unlock();
        }
    }

    /// Waits for clients that still read, within the drain timeout; not with the guard, as others register, and ask who has,
    /// meanwhile.
    private void undeploy(UrlPrefix prefix) {
        try {
            container.undeploy(id(prefix));
        } finally {
            guard.lock();
            try {
                ending.remove(prefix);
                ended.signalAll();
            } finally {
                guard.unlock();
            }
        }
    }
}
