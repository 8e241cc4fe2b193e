package dev.lanner.spi.security;

import java.security.cert.X509Certificate;
import java.util.function.Predicate;

/// What somebody shows to be let in.
public sealed interface Credential {

    /// The name that is claimed, as the client wrote it.
    String user();

    /// A password.
    ///
    /// @param user the name
    /// @param password the password, never to be logged
    record Password(String user, String password) implements Credential {
        @Override
        public String toString() {
            return "password of " + user;
        }
    }

    /// A digest of a password (RFC 7616). The container did what concerns the protocol; the realm knows, or can make,
    /// the hash of `user:realm:password`, and asks whether it fits.
    ///
    /// @param user the name
    /// @param realm the name of the realm that the client was told
    /// @param algorithm `SHA-256` or `MD5`
    /// @param check whether the hash, in lower case hexadecimal, fits; takes the same time for each
    record Digest(String user, String realm, String algorithm, Predicate<String> check) implements Credential {
        @Override
        public String toString() {
            return algorithm + " digest of " + user;
        }
    }

    /// A certificate whose chain and private key the connection has checked already.
    ///
    /// @param certificate the client's own
    record Certificate(X509Certificate certificate) implements Credential {
        @Override
        public String user() {
            return certificate.getSubjectX500Principal().toString();
        }

        @Override
        public String toString() {
            return "certificate of " + user();
        }
    }
}
