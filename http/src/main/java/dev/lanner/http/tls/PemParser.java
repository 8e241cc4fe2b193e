package dev.lanner.http.tls;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import org.jspecify.annotations.Nullable;

/// Reads PEM: certificates, and keys in the forms that tools write (RFC 7468; PKCS #1 and SEC 1 by OpenSSL). Pure.
final class PemParser {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA", "RSASSA-PSS");
    /// AlgorithmIdentifier of rsaEncryption.
    private static final byte[] RSA = {0x30, 0x0d, 0x06, 0x09, 0x2a, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xf7, 0x0d,
        0x01, 0x01, 0x01, 0x05, 0x00};
    /// The object identifier of ecPublicKey.
    private static final byte[] EC = {0x06, 0x07, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 0x02, 0x01};
    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final int PARAMETERS = 0xa0;

    private PemParser() {
    }

    /// One block; its label stands between the dashes, such as `CERTIFICATE`.
    private static final class Block {
        private final String label;
        private final byte[] der;

        Block(String label, byte[] der) {
            this.label = label;
            this.der = der;
        }
    }

    /// Whether the bytes look like PEM.
    static boolean isPem(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1).contains(BEGIN);
    }

    /// The certificates, in order; other blocks are passed over.
    static List<X509Certificate> certificates(byte[] bytes) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> found = new ArrayList<>();
        for (Block block : blocks(bytes)) {
            if (block.label.equals("CERTIFICATE") || block.label.equals("X509 CERTIFICATE")) {
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der)));
            }
        }
        return found;
    }

    /// The first key; null when there is none.
    ///
    /// @throws GeneralSecurityException when the key can't be read, or the password is wrong
    static @Nullable PrivateKey key(byte[] bytes, char[] password) throws GeneralSecurityException {
        for (Block block : blocks(bytes)) {
            switch (block.label) {
                case "PRIVATE KEY" -> {
                    return key(block.der);
                }
                case "RSA PRIVATE KEY" -> {
                    return key(pkcs8(RSA, block.der));
                }
                case "EC PRIVATE KEY" -> {
                    return key(pkcs8(der(SEQUENCE, EC, curve(block.der)), block.der));
                }
                case "ENCRYPTED PRIVATE KEY" -> {
                    return key(decrypt(block.der, password));
                }
                default -> {
                    // parameters, certificates
                }
            }
        }
        return null;
    }

    private static List<Block> blocks(byte[] bytes) throws GeneralSecurityException {
        List<Block> blocks = new ArrayList<>();
        String label = null;
        StringBuilder text = new StringBuilder();
        for (String line : new String(bytes, StandardCharsets.ISO_8859_1).lines().map(String::strip).toList()) {
            if (line.startsWith(BEGIN) && line.endsWith(DASHES)) {
                label = line.substring(BEGIN.length(), line.length() - DASHES.length());
                text.setLength(0);
            } else if (line.startsWith(END) && label != null) {
                blocks.add(new Block(label, decode(text.toString())));
                label = null;
            } else if (label != null) {
                if (line.startsWith("Proc-Type:")) {
                    throw new GeneralSecurityException("OpenSSL's old encryption of keys is not supported; convert "
                            + "the key with: openssl pkcs8 -topk8 -in OLD -out NEW");
                }
                text.append(line);
            }
        }
        if (label != null) {
            throw new GeneralSecurityException("the block \"" + label + "\" has no end");
        }
        return blocks;
    }

    private static byte[] decode(String base64) throws GeneralSecurityException {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("a block is not Base64", e);
        }
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException last = null;
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                last = e;
            }
        }
        throw new GeneralSecurityException("the key is of no known kind (RSA, EC, Ed25519)", last);
    }

    private static byte[] decrypt(byte[] der, char[] password) throws GeneralSecurityException {
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(der);
            String algorithm = info.getAlgName().equals("PBES2")
                    ? info.getAlgParameters().toString()
                    : info.getAlgName();
            SecretKeyFactory factory = SecretKeyFactory.getInstance(algorithm);
            Cipher cipher = Cipher.getInstance(algorithm);
            cipher.init(Cipher.DECRYPT_MODE, factory.generateSecret(new PBEKeySpec(password)),
                    info.getAlgParameters());
            return info.getKeySpec(cipher).getEncoded();
        } catch (IOException e) {
            throw new GeneralSecurityException("the encrypted key is malformed", e);
        }
    }

    // ---- DER

    /// A PKCS #8 key around one of an older form.
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        return der(SEQUENCE, new byte[]{0x02, 0x01, 0x00}, algorithm, der(OCTETS, key));
    }

    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            body.writeBytes(part);
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.write(tag);
        int length = body.size();
        if (length < 0x80) {
            whole.write(length);
        } else if (length < 0x100) {
            whole.write(0x81);
            whole.write(length);
        } else {
            whole.write(0x82);
            whole.write(length >> 8);
            whole.write(length);
        }
        whole.writeBytes(body.toByteArray());
        return whole.toByteArray();
    }

    /// The curve's object identifier in a SEC 1 key: the element with tag 0 after version and key.
    private static byte[] curve(byte[] sec1) throws GeneralSecurityException {
        try {
            int at = header(sec1, 0);
            while (at < sec1.length) {
                int content = header(sec1, at);
                int length = length(sec1, at);
                if ((sec1[at] & 0xff) == PARAMETERS) {
                    return java.util.Arrays.copyOfRange(sec1, content, content + length);
                }
                at = content + length;
            }
        } catch (ArrayIndexOutOfBoundsException e) {
            throw new GeneralSecurityException("the EC key is malformed", e);
        }
        throw new GeneralSecurityException("the EC key does not name its curve");
    }

    /// Where the content of the element begins.
    private static int header(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = length << 8 | der[at + 2 + i] & 0xff;
        }
        return length;
    }
}
