package dev.lanner.container.realm;

import dev.lanner.spi.security.Credential;
import dev.lanner.spi.security.Identity;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/// Users and their hashed passwords.
class UsersTest {
    private static final String HASH = PasswordHash.of("secret", 1000).text();

    // ---- hashes

    /// RFC 7914, 11.
    @Test
    void theFunctionIsPbkdf2() {
        byte[] made = PasswordHash.derive("Password", "NaCl".getBytes(StandardCharsets.US_ASCII),
                new PasswordHash.Cost(PasswordHash.Function.SHA256, 80_000));

        assertEquals("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56",
                HexFormat.of().formatHex(made));
    }

    @Test
    void aHashIsReadAsItIsWritten() {
        PasswordHash hash = PasswordHash.parse(HASH);

        assertEquals(HASH, hash.text());
        assertTrue(hash.matches("secret"));
        assertFalse(hash.matches("Secret"));
        assertFalse(hash.matches(""));
        assertFalse(hash.toString().contains("$v"), hash.toString());
        assertNotEquals(HASH, PasswordHash.of("secret", 1000).text());
        assertTrue(PasswordHash.of("x").text().startsWith("$pbkdf2-sha512$v=1$i=210000$"));
    }

    @Test
    void lettersThatLookAlikeAreAlike() {
        assertTrue(PasswordHash.of("p\u00e4ss", 1000).matches("pa\u0308ss"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "$pbkdf2-sha512$v=2$i=1000$AAAAAAAAAAA$AAAA", "$md5$v=1$i=1000$AAAA$AAAA",
        "$pbkdf2-sha512$v=1$i=10$AAAAAAAAAAA$AAAA", "$pbkdf2-sha512$v=1$i=99999999999$AAAAAAAAAAA$AAAA",
        "$pbkdf2-sha512$v=1$i=-5$AAAAAAAAAAA$AAAA", "$pbkdf2-sha512$v=1$i=1000$AAAAAAAAAAA$AAAA",
        "$pbkdf2-sha512$v=1$i=1000$*$*", "$pbkdf2-sha512$v=1$i=1000$AAAAAAAAAAA", "{SHA}AAAA"})
    void whatIsNoHashIsRefusedAndNotRepeated(String text) {
        String message = assertThrows(IllegalArgumentException.class, () -> PasswordHash.parse(text)).getMessage();

        assertTrue(message.startsWith("LNR-3211"), message);
        assertTrue(text.isEmpty() || !message.contains(text), message);
    }

    @Test
    void passwordsHaveALength() {
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.of(""));
        assertThrows(IllegalArgumentException.class, () -> PasswordHash.of("x".repeat(1025)));
        assertFalse(PasswordHash.parse(HASH).matches("x".repeat(1_000_000)));
    }

    // ---- S30

    /// The number and the cost of hashes is the same for known and unknown names, right and wrong passwords.
    @ParameterizedTest
    @CsvSource({"ann, secret, true", "ann, wrong, false", "cert, secret, false", "nobody, secret, false",
        "'', '', false"})
    void eachNameCostsOneHash(String name, String password, boolean right) {
        List<PasswordHash.Cost> hashed = new ArrayList<>();
        Users users = Users.builder().derivation((text, salt, cost) -> {
            hashed.add(cost);
            return PasswordHash.derive(text, salt, cost);
        }).user("ann", PasswordHash.parse(HASH), Set.of("r")).build();
        Users withCertificate = Users.builder().derivation((text, salt, cost) -> {
            hashed.add(new PasswordHash.Cost(cost.function(), 1000));
            return new byte[64];
        }).user("cert", null, Set.of(), Map.of(), "CN=cert").build();

        Users asked = name.equals("cert") ? withCertificate : users;
        assertEquals(right, asked.verify(new Credential.Password(name, password)) != null);
        assertEquals(List.of(new PasswordHash.Cost(PasswordHash.Function.SHA512, 1000)), hashed);
    }

    @Test
    void eachNameCostsOneComparisonOfADigest() {
        List<String> asked = new ArrayList<>();
        String known = PasswordHash.digest("SHA-256", "ann", "R", "secret");
        Users users = Users.builder().user("ann", null, Set.of("r"), Map.of("SHA-256 R", known), null)
                .user("bob", PasswordHash.parse(HASH), Set.of()).build();

        assertEquals("ann", users.verify(digest("ann", "R", asked)).name());
        assertNull(users.verify(digest("bob", "R", asked)));
        assertNull(users.verify(digest("eve", "R", asked)));
        assertNull(users.verify(digest("ann", "Other", asked)));
        assertEquals(4, asked.size());
    }

    private static Credential digest(String user, String realm, List<String> asked) {
        return new Credential.Digest(user, realm, "SHA-256", hash -> {
            asked.add(hash);
            return true;
        });
    }

    // ---- certificates

    @Test
    void aCertificateIsFoundByItsSubject() {
        Users users = Users.builder()
                .user("ann", null, Set.of("r"), Map.of(), "CN=CTS, OU=Java Software, O=Sun Microsystems Inc., C=US")
                .build();

        assertEquals(new Identity("ann", Set.of("r")),
                users.verify(certificate("cn=CTS,OU=Java Software,O=Sun Microsystems Inc.,C=us")));
        assertNull(users.verify(certificate("CN=CTS, OU=Java Software, O=Sun Microsystems Inc.")));
        assertNull(users.verify(certificate("CN=eve")));
    }

    private static Credential certificate(String subject) {
        X509Certificate certificate = mock(X509Certificate.class);
        when(certificate.getSubjectX500Principal()).thenReturn(new X500Principal(subject));
        return new Credential.Certificate(certificate);
    }

    // ---- bad users

    @Test
    void usersThatAreNoneAreRefused() {
        Users.Builder users = Users.builder().user("ann", null, Set.of(), Map.of(), "CN=ann");

        for (Runnable wrong : List.<Runnable>of(() -> users.user("ann", null, Set.of()),
                () -> users.user("", null, Set.of()), () -> users.user("a:b", null, Set.of()),
                () -> users.user("a\nb", null, Set.of()), () -> users.user("b", null, Set.of("*")),
                () -> users.user("c", null, Set.of(), Map.of("SHA-1 R", "00"), null),
                () -> users.user("d", null, Set.of(), Map.of("SHA-256 R", "xyz"), null),
                () -> users.user("e", null, Set.of(), Map.of(), "no subject"),
                () -> users.user("f", null, Set.of(), Map.of(), "CN=ann"))) {
            assertThrows(IllegalArgumentException.class, wrong::run);
        }
    }

    @Test
    void secretsAreNotInTexts() {
        assertFalse(new Credential.Password("ann", "secret").toString().contains("secret"));
    }
}
