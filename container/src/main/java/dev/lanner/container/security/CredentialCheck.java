package dev.lanner.container.security;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import dev.lanner.spi.security.RealmException;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Asks a realm, with a memory for right passwords and a brake for wrong ones. One for each realm, whatever contexts use
/// it. Safe for use by any thread.
public final class CredentialCheck {
    private final Realm realm;
    private final LoginBrake brake;
    private final LoginCache cache;

    /// What came of a check.
    public sealed interface Verdict {
        /// Right.
        ///
        /// @param identity who it is
        record Accepted(Identity identity) implements Verdict {
        }

        /// Wrong, or nobody.
        record Refused() implements Verdict {
        }

        /// Not looked at, after too many failures.
        ///
        /// @param seconds to wait
        record Braked(long seconds) implements Verdict {
        }
    }

    /// @param settings of the server
    public CredentialCheck(Realm realm, SettingValues settings, InstantSource clock) {
        this.realm = realm;
        brake = new LoginBrake(settings.get(Settings.LOGIN_MAX_FAILURES),
                settings.get(Settings.LOGIN_MAX_FAILURES_IN_ALL), settings.get(Settings.LOGIN_LOCKOUT_TIME).toMillis(),
                clock);
        cache = new LoginCache(settings.get(Settings.LOGIN_CACHE_TIME).toMillis(), clock);
    }

    /// Checks credentials.
    ///
    /// @param address the client's; empty where it says nothing
    /// @throws RealmException when the realm can't be asked: nobody is let in
    public Verdict verify(Credential credential, String address) throws RealmException {
        return switch (credential) {
            case Credential.Password password -> password(password, address);
            case Credential.Digest digest -> braked(digest, address);
            // nothing to guess there
            case Credential.Certificate certificate -> verdict(realm.verify(certificate));
        };
    }

    private Verdict password(Credential.Password credential, String address) throws RealmException {
        long revision = realm.revision();
        String key = cache.keyOf(credential);
        Identity known = key == null ? null : cache.find(key, revision);
        if (known != null) {
            return new Verdict.Accepted(known);
        }
        Verdict verdict = braked(credential, address);
        if (key != null && verdict instanceof Verdict.Accepted accepted) {
            cache.put(key, accepted.identity, revision);
        }
        return verdict;
    }

    private Verdict braked(Credential credential, String address) throws RealmException {
        String user = credential.user();
        long seconds = brake.wait(user, address);
        if (seconds > 0) {
            return new Verdict.Braked(seconds);
        }
        // counted first, so that tries at the same time do not slip through together
        brake.failed(user, address);
        Identity identity;
        try {
            identity = credential instanceof Credential.Password ? hashing(credential) : realm.verify(credential);
        } catch (RealmException | RuntimeException e) {
            brake.undo(user, address);
            throw e;
        }
        if (identity != null) {
            brake.succeeded(user, address);
        }
        return verdict(identity);
    }

    private static Verdict verdict(@Nullable Identity identity) {
        return identity == null ? new Verdict.Refused() : new Verdict.Accepted(identity);
    }

    /// On a thread of its own: hashing takes the processor for a tenth of a second, which an event loop would miss, and
    /// for which the servlet behind would be taken for a slow one.
    private @Nullable Identity hashing(Credential credential) throws RealmException {
        FutureTask<@Nullable Identity> work = new FutureTask<>(() -> realm.verify(credential));
        try {
            Thread.ofVirtual().inheritInheritableThreadLocals(false).name("lanner-login").start(work);
            return work.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RealmException("LNR-3202: the check of a password was interrupted", e);
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case RealmException failure -> failure;
                case null, default -> new RealmException("LNR-3203: the realm failed: " + e.getCause(), e.getCause());
            };
        }
    }
}
