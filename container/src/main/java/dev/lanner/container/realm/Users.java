package dev.lanner.container.realm;

import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import dev.lanner.spi.security.Realm;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// A table of users: the realm of the users file, and of servers that bring their users themselves. Immutable.
///
/// Names are compared letter by letter, in Unicode's form NFC. A name that is not there costs a check of a hash as well.
public final class Users implements Realm {
    private static final String NO_DIGEST = "0".repeat(64);

    private final Map<String, User> byName;
    private final Map<X500Principal, User> bySubject;
    private final List<PasswordHash> unmatched;
    private final PasswordHash.Derivation derivation;
    private final int secret = new SecureRandom().nextInt();

    private record User(Identity identity, @Nullable PasswordHash password, Map<String, String> digests) {
    }

    private Users(Builder from) {
        byName = Map.copyOf(from.byName);
        bySubject = Map.copyOf(from.bySubject);
        derivation = from.derivation;
        // unknown names are spread over the costs of those that are there
        List<PasswordHash> other = new ArrayList<>();
        for (User user : byName.values()) {
            other.add(PasswordHash
                    .unmatched(user.password == null ? PasswordHash.Cost.NEW : user.password.cost()));
        }
        unmatched = other.isEmpty() ? List.of(PasswordHash.unmatched(PasswordHash.Cost.NEW)) : List.copyOf(other);
    }

    /// Gathers users.
    public static Builder builder() {
        return new Builder();
    }

    @Override
    public @Nullable Identity verify(Credential credential) {
        return switch (credential) {
            case Credential.Password password -> byPassword(password);
            case Credential.Digest digest -> byDigest(digest);
            case Credential.Certificate certificate -> {
                User user = bySubject.get(certificate.certificate().getSubjectX500Principal());
                yield user == null ? null : user.identity;
            }
        };
    }

    private @Nullable Identity byPassword(Credential.Password credential) {
        String name = PasswordHash.normalize(credential.user());
        User user = byName.get(name);
        PasswordHash known = user == null ? null : user.password;
        PasswordHash hash = known == null
                ? unmatched.get(Math.floorMod(name.hashCode() * 31 + secret, unmatched.size()))
                : known;
        boolean right = hash.matches(credential.password(), derivation);
        return right && user != null && known != null ? user.identity : null;
    }

    private @Nullable Identity byDigest(Credential.Digest credential) {
        User user = byName.get(PasswordHash.normalize(credential.user()));
        String known = user == null ? null : user.digests.get(key(credential.algorithm(), credential.realm()));
        boolean right = credential.check().test(known == null ? NO_DIGEST : known);
        return right && user != null && known != null ? user.identity : null;
    }

    private static String key(String algorithm, String realm) {
        return algorithm + " " + realm;
    }

    /// How many users there are.
    public int size() {
        return byName.size();
    }

    /// The names, sorted.
    public List<String> names() {
        return byName.keySet().stream().sorted().toList();
    }

    /// Gathers users. Used by one thread.
    public static final class Builder {
        private final Map<String, User> byName = new HashMap<>();
        private final Map<X500Principal, User> bySubject = new HashMap<>();
        private PasswordHash.Derivation derivation = PasswordHash::derive;

        private Builder() {
        }

        Builder derivation(PasswordHash.Derivation function) {
            derivation = function;
            return this;
        }

        /// Adds a user.
        ///
        /// @param password null for one who can't log in by password
        /// @throws IllegalArgumentException when the name is there already or is none
        public Builder user(String name, @Nullable PasswordHash password, Set<String> roles) {
            return user(name, password, roles, Map.of(), null);
        }

        /// Adds a user.
        ///
        /// @param password null for one who can't log in by password
        /// @param digests the hashes for DIGEST in hexadecimal, by algorithm and name of the realm: `SHA-256 Accounts`
        /// @param subject the subject of the user's certificate (RFC 4514), or null
        /// @throws IllegalArgumentException when name or subject are there already, or are none
        public Builder user(String name, @Nullable PasswordHash password, Set<String> roles,
                Map<String, String> digests, @Nullable String subject) {
            String normal = PasswordHash.normalize(name);
            if (normal.isBlank() || normal.indexOf(':') >= 0 || normal.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException(
                        "LNR-3214: a user's name has at least one letter and no colon or control character");
            }
            for (String role : roles) {
                if (role.isBlank() || role.equals("*") || role.equals("**")) {
                    throw new IllegalArgumentException("LNR-3215: a user's role is a name, neither * nor **");
                }
            }
            Map<String, String> checked = new HashMap<>();
            digests.forEach((key, hash) -> checked.put(key, digest(key, hash)));
            User user = new User(new Identity(normal, new LinkedHashSet<>(roles)), password, Map.copyOf(checked));
            if (byName.putIfAbsent(normal, user) != null) {
                throw new IllegalArgumentException("LNR-3216: the user \"" + normal + "\" is there already");
            }
            if (subject != null && bySubject.putIfAbsent(principal(subject), user) != null) {
                throw new IllegalArgumentException(
                        "LNR-3216: another user has the certificate's subject \"" + subject + "\" already");
            }
            return this;
        }

        private static String digest(String key, String hash) {
            int length = key.startsWith("SHA-256 ") ? 64 : key.startsWith("MD5 ") ? 32 : 0;
            if (length == 0 || hash.length() != length
                    || !hash.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f')) {
                throw new IllegalArgumentException("LNR-3217: this is no hash for DIGEST: 64 hexadecimal digits in "
                        + "lower case for SHA-256, 32 for MD5; `lanner passwd --digest REALM` makes one");
            }
            return hash;
        }

        private static X500Principal principal(String subject) {
            try {
                return new X500Principal(subject);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "LNR-3218: \"" + subject + "\" is no subject of a certificate, such as CN=ann, O=Example", e);
            }
        }

        /// The users.
        public Users build() {
            return new Users(this);
        }
    }
}
