package dev.lanner.worker.pairing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;

/// The secret that a front server shares with one worker process. Never written to a log, an argument or an environment.
///
/// @param text 43 characters of the base64 alphabet for URLs, which stand for 256 random bits
public record PairingToken(String text) {
    private static final int BYTES = 32;
    private static final int LENGTH = 43;
    private static final SecureRandom RANDOM = new SecureRandom();

    /// Checks the form.
    ///
    /// @throws IllegalArgumentException when it can't be a token; the message does not tell it
    public PairingToken {
        if (text.length() != LENGTH || !text.chars().allMatch(PairingToken::allowed)) {
            throw new IllegalArgumentException("LNR-7105: a pairing token has " + LENGTH + " characters of base64url");
        }
    }

    private static boolean allowed(int c) {
        return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '-' || c == '_';
    }

    /// A new one.
    public static PairingToken random() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new PairingToken(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    /// Whether the text is this token; takes the same time wherever they differ.
    public boolean matches(String other) {
        return MessageDigest.isEqual(text.getBytes(StandardCharsets.ISO_8859_1),
                other.getBytes(StandardCharsets.ISO_8859_1));
    }

    /// Shows nothing of it.
    @Override
    public String toString() {
        return "(token)";
    }
}
