package dev.lanner.container.session.keep;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Seals what is kept of the sessions of a context: nobody without the key can read it, change it, or put it in another's
/// place (AES-256-GCM, bound to context, key and version). What an earlier version of the same session was can be put back by who
/// may write to the store: that can't be seen.
///
/// Each seal has a key of its own, made from the given one and 128 random bits, so that no nonce is used twice.
public final class SessionSeal {
    /// Bytes of a key.
    public static final int KEY_BYTES = 32;

    private static final String HMAC = "HmacSHA256";
    private static final byte[] MAGIC = {'L', 'N', 'S', 1};
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 24;
    private static final int TAG_BITS = 128;
    private static final int OVERHEAD = MAGIC.length + SALT_BYTES + TAG_BITS / 8;

    private final SecretKeySpec master;
    private final String context;
    private final SecureRandom random = new SecureRandom();

    /// @param key 32 bytes
    /// @param context whose sessions are sealed
    public SessionSeal(byte[] key, String context) {
        master = new SecretKeySpec(key, HMAC);
        this.context = context;
    }

    /// Under which a session is kept: a keyed hash of its id, in 48 hexadecimal digits.
    public String keyOf(String id) {
        byte[] hash = derive("key", (context + "\n" + id).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, HASH_BYTES);
    }

    /// Seals bytes.
    public byte[] seal(String key, long version, byte[] plain) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        try {
            byte[] text = cipher(Cipher.ENCRYPT_MODE, salt, key, version).doFinal(plain);
            return ByteBuffer.allocate(MAGIC.length + SALT_BYTES + text.length).put(MAGIC).put(salt).put(text).array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK can't seal sessions", e);
        }
    }

    /// Opens what was sealed for this key and version.
    ///
    /// @return null when it was not sealed with this key for this session, or has been changed
    public byte @Nullable [] open(String key, long version, byte[] sealed) {
        if (sealed.length < OVERHEAD || !Arrays.equals(sealed, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return null;
        }
        int start = MAGIC.length + SALT_BYTES;
        try {
            return cipher(Cipher.DECRYPT_MODE, Arrays.copyOfRange(sealed, MAGIC.length, start), key, version)
                    .doFinal(sealed, start, sealed.length - start);
        } catch (GeneralSecurityException e) {
            return null;
        }
    }

    private Cipher cipher(int mode, byte[] salt, String key, long version) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(derive("seal", salt), "AES"), new GCMParameterSpec(TAG_BITS, new byte[12]));
        cipher.updateAAD((context + "\n" + key + "\n" + version).getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private byte[] derive(String use, byte[] input) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(master);
            mac.update(use.getBytes(StandardCharsets.US_ASCII));
            mac.update((byte) '\n');
            return mac.doFinal(input);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no " + HMAC, e);
        }
    }
}
