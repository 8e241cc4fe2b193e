package dev.lanner.container.security;

import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Remembers right passwords for a short time, by a keyed hash of name and password: the key lives in this object alone,
/// the password nowhere. Safe for use by any thread; its memory is bounded.
final class LoginCache {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int MOST_ENTRIES = 1000;

    private final long millis;
    private final InstantSource clock;
    private final SecretKeySpec key;
    /// Guards `entries` and `revision`; nothing is called under it.
    private final ReentrantLock guard = new ReentrantLock();
    private final Map<String, Known> entries = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Known> eldest) {
            return size() > MOST_ENTRIES;
        }
    };
    private long revision;

    private record Known(Identity identity, long until) {
    }

    /// @param millis how long; 0 for not at all
    LoginCache(long millis, InstantSource clock) {
        this.millis = millis;
        this.clock = clock;
        byte[] secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /// The key of a credential; null when nothing is remembered.
    @Nullable
    String keyOf(Credential.Password credential) {
        if (millis == 0) {
            return null;
        }
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            byte[] user = credential.user().getBytes(StandardCharsets.UTF_8);
            // the length first, so that no two pairs of name and password look alike
            mac.update(new byte[]{(byte) (user.length >> 24), (byte) (user.length >> 16), (byte) (user.length >> 8),
                (byte) user.length});
            mac.update(user);
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(credential.password().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("LNR-3213: this JDK can't make " + ALGORITHM, e);
        }
    }

    /// Who was remembered under the key, unless the realm has changed since.
    @Nullable
    Identity find(String credentialKey, long realmRevision) {
        long now = clock.millis();
        guard.lock();
        try {
            forgetIfOlder(realmRevision);
            Known entry = entries.get(credentialKey);
            if (entry != null && entry.until <= now) {
                entries.remove(credentialKey);
                return null;
            }
            return entry == null ? null : entry.identity;
        } finally {
            guard.unlock();
        }
    }

    /// Remembers.
    ///
    /// @param realmRevision that of the realm before it was asked
    void put(String credentialKey, Identity identity, long realmRevision) {
        long until = clock.millis() + millis;
        guard.lock();
        try {
            forgetIfOlder(realmRevision);
            if (revision == realmRevision) {
                entries.put(credentialKey, new Known(identity, until));
            }
        } finally {
            guard.unlock();
        }
    }

    private void forgetIfOlder(long realmRevision) {
        if (realmRevision > revision) {
            entries.clear();
            revision = realmRevision;
        }
    }

    int size() {
        guard.lock();
        try {
            return entries.size();
        } finally {
            guard.unlock();
        }
    }
}
