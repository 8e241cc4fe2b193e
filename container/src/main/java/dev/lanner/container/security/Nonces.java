package dev.lanner.container.security;

import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The nonces of DIGEST, and how far they were counted (RFC 7616, 3.3, 5.12). Safe for use by any thread; its memory is
/// bounded.
///
/// A nonce carries its time and a code that only this object can make, so that nothing is kept until it is used with
/// right credentials. Of one that was used, the count and which of the 64 counts below it were seen is kept. Where there
/// are too many the oldest are forgotten, and with them every nonce of their time or before: none of them is taken again.
final class Nonces {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int CODE_BYTES = 16;
    private static final int BODY_BYTES = 2 * Long.BYTES;
    private static final int MOST_ENTRIES = 10_000;

    private final long millis;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final SecretKeySpec key;
    /// Guards `used` and `floor`; nothing is called under it.
    private final ReentrantLock guard = new ReentrantLock();
    private final SequencedMap<String, Use> used = new LinkedHashMap<>();
    private long floor = Long.MIN_VALUE;

    /// What a nonce is worth.
    enum State {
        /// Not one of ours.
        FOREIGN,
        /// Too old.
        STALE,
        /// It may be used.
        FRESH
    }

    private static final class Use {
        private final long made;
        private long highest;
        private long seen;

        Use(long made) {
            this.made = made;
        }

        boolean count(long number) {
            if (number > highest) {
                long steps = number - highest;
                seen = (steps >= Long.SIZE ? 0 : seen << steps) | 1;
                highest = number;
                return true;
            }
            long back = highest - number;
            if (back >= Long.SIZE || (seen >> back & 1) != 0) {
                return false;
            }
            seen |= 1L << back;
            return true;
        }
    }

    /// @param millis how long a nonce may be used
    Nonces(long millis, InstantSource clock) {
        this.millis = millis;
        this.clock = clock;
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        key = new SecretKeySpec(secret, ALGORITHM);
    }

    /// A new nonce.
    String next() {
        ByteBuffer bytes = ByteBuffer.allocate(BODY_BYTES + CODE_BYTES).putLong(clock.millis())
                .putLong(random.nextLong());
        return encode(bytes.put(code(bytes.array()), 0, CODE_BYTES).array());
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private byte[] code(byte[] nonce) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(nonce, 0, BODY_BYTES);
            return mac.doFinal();
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("LNR-3213: this JDK can't make " + ALGORITHM, e);
        }
    }

    /// What a nonce is worth, its count aside.
    State state(String nonce) {
        byte[] bytes = decode(nonce);
        if (bytes.length != BODY_BYTES + CODE_BYTES || !encode(bytes).equals(nonce) || !MessageDigest.isEqual(
                Arrays.copyOf(code(bytes), CODE_BYTES), Arrays.copyOfRange(bytes, BODY_BYTES, bytes.length))) {
            return State.FOREIGN;
        }
        return clock.millis() - made(bytes) >= millis ? State.STALE : State.FRESH;
    }

    private static byte[] decode(String nonce) {
        try {
            return Base64.getUrlDecoder().decode(nonce);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private static long made(byte[] nonce) {
        return ByteBuffer.wrap(nonce).getLong();
    }

    /// Counts a use of a fresh nonce that came with right credentials.
    ///
    /// @param number the client's count, from 1
    /// @return false when this count was used before, or that can't be told any more
    boolean use(String nonce, long number) {
        long made = made(decode(nonce));
        guard.lock();
        try {
            Use use = used.get(nonce);
            if (use == null) {
                if (made <= floor) {
                    return false;
                }
                forget();
                use = new Use(made);
                used.put(nonce, use);
            }
            return number > 0 && use.count(number);
        } finally {
            guard.unlock();
        }
    }

    private void forget() {
        long dead = clock.millis() - millis;
        used.values().removeIf(use -> used.size() > MOST_ENTRIES / 2 && use.made <= dead);
        while (used.size() >= MOST_ENTRIES) {
            var eldest = Objects.requireNonNull(used.pollFirstEntry());
            floor = Math.max(floor, eldest.getValue().made);
        }
    }

    int size() {
        guard.lock();
        try {
            return used.size();
        } finally {
            guard.unlock();
        }
    }
}
