package dev.lanner.container.realm;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.security.spec.InvalidKeySpecException;
import java.text.Normalizer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/// A hashed password: PBKDF2 with HMAC-SHA-512 or HMAC-SHA-256 (RFC 8018, 5.2). Immutable.
///
/// Written as `$pbkdf2-sha512$v=1$i=210000$SALT$HASH`, salt and hash in base64 without padding. Passwords are taken in
/// Unicode's form NFC, as RFC 8265 and RFC 7617 want it.
public final class PasswordHash {
    /// How often the function is applied for new passwords, as OWASP recommends for HMAC-SHA-512 (2023).
    public static final int ITERATIONS = 210_000;
    /// Longer ones are refused.
    public static final int LONGEST_PASSWORD = 1024;

    private static final int FEWEST = 1000;
    private static final int MOST = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int LEAST_SALT = 8;
    private static final int MOST_SALT = 64;
    private static final SecureRandom RANDOM = new SecureRandom();
    /// This many are made at the same time, so that a flood of logins leaves processors for the rest.
    private static final Semaphore TURNS = new Semaphore(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
    private static final Duration LONGEST_QUEUE = Duration.ofSeconds(30);

    private final Cost cost;
    private final byte[] salt;
    private final byte[] hash;

    /// The function.
    enum Function {
        SHA512("pbkdf2-sha512", "PBKDF2WithHmacSHA512", 64), SHA256("pbkdf2-sha256", "PBKDF2WithHmacSHA256", 32);

        private final String id;
        private final String algorithm;
        private final int bytes;

        Function(String id, String algorithm, int bytes) {
            this.id = id;
            this.algorithm = algorithm;
            this.bytes = bytes;
        }
    }

    /// What a check costs.
    ///
    /// @param function the function
    /// @param iterations how often it is applied
    record Cost(Function function, int iterations) {
        static final Cost NEW = new Cost(Function.SHA512, ITERATIONS);
    }

    /// Makes a hash of a password: what takes the time.
    @FunctionalInterface
    interface Derivation {
        byte[] derive(String password, byte[] salt, Cost cost);
    }

    private PasswordHash(Cost cost, byte[] salt, byte[] hash) {
        this.cost = cost;
        this.salt = salt;
        this.hash = hash;
    }

    /// Hashes a new password, with a salt of its own.
    ///
    /// @throws IllegalArgumentException when it is empty or longer than [#LONGEST_PASSWORD] characters
    public static PasswordHash of(String password) {
        return of(password, ITERATIONS);
    }

    /// As [#of(String)].
    ///
    /// @param iterations 1,000 to 10,000,000
    public static PasswordHash of(String password, int iterations) {
        checkIterations(iterations);
        if (password.isEmpty() || password.length() > LONGEST_PASSWORD) {
            throw new IllegalArgumentException(
                    "LNR-3210: a password has 1 to " + LONGEST_PASSWORD + " characters");
        }
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        Cost cost = new Cost(Function.SHA512, iterations);
        return new PasswordHash(cost, salt, derive(password, salt, cost));
    }

    /// Reads a hash.
    ///
    /// @throws IllegalArgumentException when it is none; the message does not repeat it
    public static PasswordHash parse(String text) {
        String[] parts = text.split("\\$", -1);
        if (parts.length != 6 || !parts[0].isEmpty()) {
            throw malformed("it has the form $pbkdf2-sha512$v=1$i=ITERATIONS$SALT$HASH; `lanner passwd` makes one");
        }
        Function function = Arrays.stream(Function.values()).filter(known -> known.id.equals(parts[1])).findFirst()
                .orElseThrow(() -> malformed("the function is pbkdf2-sha512 or pbkdf2-sha256"));
        if (!parts[2].equals("v=1")) {
            throw malformed("the version is v=1");
        }
        byte[] salt = bytes(parts[4]);
        byte[] hash = bytes(parts[5]);
        if (salt.length < LEAST_SALT || salt.length > MOST_SALT || hash.length != function.bytes) {
            throw malformed("the salt has " + LEAST_SALT + " to " + MOST_SALT + " bytes, the hash " + function.bytes);
        }
        return new PasswordHash(new Cost(function, iterations(parts[3])), salt, hash);
    }

    private static int iterations(String text) {
        int count;
        try {
            count = text.startsWith("i=") ? Integer.parseInt(text.substring(2)) : 0;
        } catch (NumberFormatException e) {
            count = 0;
        }
        checkIterations(count);
        return count;
    }

    private static void checkIterations(int count) {
        if (count < FEWEST || count > MOST) {
            throw malformed("i= is followed by a number from " + FEWEST + " to " + MOST);
        }
    }

    private static byte[] bytes(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw malformed("salt and hash are base64 without padding");
        }
    }

    private static IllegalArgumentException malformed(String rule) {
        return new IllegalArgumentException("LNR-3211: this is no password hash: " + rule);
    }

    /// The hash of `user:realm:password` that DIGEST needs (RFC 7616, 3.4.2), in lower case hexadecimal. Worth as much
    /// as the password for that realm.
    ///
    /// @param algorithm `SHA-256` or `MD5`
    public static String digest(String algorithm, String user, String realm, String password) {
        String text = normalize(user) + ":" + realm + ":" + normalize(password);
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalArgumentException("LNR-3212: DIGEST knows SHA-256 and MD5, not " + algorithm, e);
        }
    }

    /// What [#parse] reads.
    public String text() {
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$" + cost.function.id + "$v=1$i=" + cost.iterations + "$" + encoder.encodeToString(salt) + "$"
                + encoder.encodeToString(hash);
    }

    /// Whether it is the password's. Takes long by intent.
    public boolean matches(String password) {
        return matches(password, PasswordHash::derive);
    }

    boolean matches(String password, Derivation derivation) {
        boolean sane = !password.isEmpty() && password.length() <= LONGEST_PASSWORD;
        byte[] made = derivation.derive(sane ? password : "-", salt, cost);
        return MessageDigest.isEqual(made, hash) && sane;
    }

    Cost cost() {
        return cost;
    }

    /// One that no password has, for names that are unknown: they cost a check as well.
    public static PasswordHash unmatched() {
        return unmatched(Cost.NEW);
    }

    /// One that no password has, and that costs as much to check as this.
    ///
    /// @param known given back when it does
    public PasswordHash unmatchedAlike(PasswordHash known) {
        return known.cost.equals(cost) ? known : unmatched(cost);
    }

    static PasswordHash unmatched(Cost cost) {
        byte[] salt = new byte[SALT_BYTES];
        byte[] hash = new byte[cost.function.bytes];
        RANDOM.nextBytes(salt);
        RANDOM.nextBytes(hash);
        return new PasswordHash(cost, salt, hash);
    }

    static String normalize(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }

    static byte[] derive(String password, byte[] salt, Cost cost) {
        PBEKeySpec key = new PBEKeySpec(normalize(password).toCharArray(), salt, cost.iterations,
                cost.function.bytes * 8);
        boolean turn = false;
        try {
            turn = TURNS.tryAcquire(LONGEST_QUEUE.toMillis(), TimeUnit.MILLISECONDS);
            if (!turn) {
                throw new IllegalStateException("LNR-3201: too many passwords are being checked: this one waited for "
                        + LONGEST_QUEUE.toSeconds() + " s");
            }
            return Objects.requireNonNull(
                    SecretKeyFactory.getInstance(cost.function.algorithm).generateSecret(key).getEncoded());
        } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
            throw new IllegalStateException("LNR-3213: this JDK can't make " + cost.function.algorithm, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("LNR-3202: the check of a password was interrupted", e);
        } finally {
            if (turn) {
                TURNS.release();
            }
            key.clearPassword();
        }
    }

    /// Says nothing of the hash.
    @Override
    public String toString() {
        return cost.function.id;
    }
}
