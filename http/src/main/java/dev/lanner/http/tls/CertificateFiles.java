package dev.lanner.http.tls;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads and checks the server's certificates and their keys. Whatever can't work is refused here, and not by handshakes
/// later.
final class CertificateFiles {
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_USAGE = "2.5.29.37.0";
    private static final byte[] PROBE = "which key belongs to this certificate?".getBytes(
            java.nio.charset.StandardCharsets.US_ASCII);

    private CertificateFiles() {
    }

    /// @param keyFile empty where the certificate's file holds the key
    /// @param passwordFile empty where there is no password
    /// @return one for each kind of key; not empty
    static List<Credentials> read(String file, String keyFile, String passwordFile) throws TlsConfigException {
        byte[] bytes = SecretFile.read("certificate.path", file);
        char[] password = SecretFile.password("certificate.password-file", passwordFile);
        List<Credentials> found = PemParser.isPem(bytes)
                ? List.of(pem(file, bytes, keyFile, password))
                : keyStore(file, bytes, password, passwordFile);
        for (Credentials each : found) {
            check(each);
        }
        return found;
    }

    private static Credentials pem(String file, byte[] bytes, String keyFile, char[] password)
            throws TlsConfigException {
        List<X509Certificate> chain;
        try {
            chain = PemParser.certificates(bytes);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("LNR-2122: certificate.path: " + file + ": " + e.getMessage() + ".", e);
        }
        if (chain.isEmpty()) {
            throw new TlsConfigException("LNR-2122: certificate.path: " + file + " holds no certificate.");
        }
        String from = keyFile.isEmpty() ? file : keyFile;
        PrivateKey key;
        try {
            key = PemParser.key(keyFile.isEmpty() ? bytes : SecretFile.read("certificate.key-path", keyFile), password);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("LNR-2121: certificate.key-path: the key in " + from
                    + " can't be read, or certificate.password-file holds another password: " + e.getMessage() + ".",
                    e);
        }
        if (key == null) {
            throw new TlsConfigException("LNR-2123: certificate.key-path: " + from
                    + " holds no private key. Name its file with certificate.key-path.");
        }
        return new Credentials(file, key, chain);
    }

    private static List<Credentials> keyStore(String file, byte[] bytes, char[] password, String passwordFile)
            throws TlsConfigException {
        KeyStore store = open("certificate.path", file, bytes, password, passwordFile.isEmpty());
        List<Credentials> found = new ArrayList<>();
        try {
            for (String alias : Collections.list(store.aliases())) {
                Credentials each = entry(file, store, alias, password);
                if (each != null && found.stream()
                        .noneMatch(other -> other.key().getAlgorithm().equals(each.key().getAlgorithm()))) {
                    found.add(each);
                }
            }
        } catch (UnrecoverableKeyException e) {
            throw new TlsConfigException("LNR-2121: certificate.password-file: a key in " + file
                    + " has another password than the file itself.", e);
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("LNR-2122: certificate.path: " + file + ": " + e.getMessage() + ".", e);
        }
        if (found.isEmpty()) {
            throw new TlsConfigException("LNR-2123: certificate.path: " + file + " holds no private key with a "
                    + "certificate.");
        }
        return found;
    }

    private static @Nullable Credentials entry(String file, KeyStore store, String alias, char[] password)
            throws GeneralSecurityException {
        if (!store.isKeyEntry(alias) || !(store.getKey(alias, password) instanceof PrivateKey key)) {
            return null;
        }
        Certificate[] chain = store.getCertificateChain(alias);
        List<X509Certificate> certificates = new ArrayList<>();
        for (Certificate certificate : chain == null ? new Certificate[0] : chain) {
            if (certificate instanceof X509Certificate x509) {
                certificates.add(x509);
            }
        }
        return certificates.isEmpty() ? null : new Credentials(file, key, certificates);
    }

    /// Opens PKCS #12 or JKS.
    static KeyStore open(String setting, String file, byte[] bytes, char[] password, boolean noPassword)
            throws TlsConfigException {
        try {
            // reads both, whatever it is called
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bytes), noPassword ? null : password);
            return store;
        } catch (IOException | GeneralSecurityException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new TlsConfigException("LNR-2121: " + setting + ": the password of " + file
                        + " is another one" + (noPassword ? "; name its file with a password-file" : "") + ".", e);
            }
            throw new TlsConfigException("LNR-2122: " + setting + ": " + file
                    + " is neither PEM nor PKCS #12 nor JKS"
                    + (e.getMessage() == null ? "" : ": " + e.getMessage()) + ".", e);
        }
    }

    /// @throws TlsConfigException when servers can't use the certificate, or the key belongs to another
    static void check(Credentials credentials) throws TlsConfigException {
        X509Certificate certificate = credentials.certificate();
        String what = "certificate.path: the certificate of " + certificate.getSubjectX500Principal() + " in "
                + credentials.source();
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException e) {
            throw new TlsConfigException("LNR-2125: " + what + " expired on " + certificate.getNotAfter().toInstant()
                    + ". Renew it.", e);
        } catch (CertificateNotYetValidException e) {
            throw new TlsConfigException("LNR-2126: " + what + " is valid from "
                    + certificate.getNotBefore().toInstant() + " only. Is this machine's clock right?", e);
        }
        List<String> usages;
        try {
            usages = certificate.getExtendedKeyUsage();
        } catch (GeneralSecurityException e) {
            throw new TlsConfigException("LNR-2122: " + what + " is malformed: " + e.getMessage() + ".", e);
        }
        if (usages != null && !usages.contains(SERVER_AUTH) && !usages.contains(ANY_USAGE)) {
            throw new TlsConfigException("LNR-2127: " + what + " may not be used by servers: its extended key usage is "
                    + usages + ", without serverAuth. Clients would refuse it.");
        }
        if (!belongs(credentials.key(), certificate.getPublicKey())) {
            throw new TlsConfigException("LNR-2124: " + what + " and the key are not a pair.");
        }
    }

    private static boolean belongs(PrivateKey key, PublicKey certified) {
        if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
                case "RSA" -> "SHA256withRSA";
                case "EC" -> "SHA256withECDSA";
                case "RSASSA-PSS" -> "RSASSA-PSS";
                default -> "EdDSA";
            });
            signature.initSign(key);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
