package dev.lanner.worker.process;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of a context in a form that names of files, groups and sockets may have. Stateless.
final class FileName {
    private static final int LONGEST = 40;
    private static final int HASH_BYTES = 4;
    private static final String ROOT = "ROOT";

    private FileName() {
    }

    /// Different for different contexts: `/shop` is `shop`, the root is `ROOT`; where characters had to be left out, a
    /// part of a hash follows a tilde, which no plain name has.
    static String of(String context) {
        String plain = context.equals("/") ? ROOT : context.startsWith("/") ? context.substring(1) : context;
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < plain.length() && safe.length() < LONGEST; i++) {
            char c = plain.charAt(i);
            boolean kept = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-'
                    || c == '.' && i > 0;
            safe.append(kept ? c : '_');
        }
        boolean same = safe.toString().equals(plain) && context.startsWith("/")
                && !(plain.equals(ROOT) && context.length() > 1);
        return same || context.equals("/") ? safe.toString() : safe + "~" + hash(context);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
