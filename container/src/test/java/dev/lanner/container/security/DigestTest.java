package dev.lanner.container.security;

import dev.lanner.container.realm.PasswordHash;
import java.time.Instant;
import java.time.InstantSource;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The parts of DIGEST (RFC 7616).
class DigestTest {
    private long now = 1_000_000;
    private final InstantSource clock = () -> Instant.ofEpochMilli(now);

    /// RFC 7616, 3.9.1.
    @ParameterizedTest
    @CsvSource({"SHA-256, 753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        "MD5, 8ca523f5e9506fed4657c9700eebdbec"})
    void theAnswerIsThatOfTheRfc(String algorithm, String response) {
        DigestParameters parameters = DigestParameters.parse("Digest username=\"Mufasa\", "
                + "realm=\"http-auth@example.org\", uri=\"/dir/index.html\", algorithm=" + algorithm + ", "
                + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
                + "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"" + response + "\", "
                + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
        assertNotNull(parameters);
        assertEquals("Mufasa", parameters.user());
        assertEquals(response, DigestMechanism.response(
                PasswordHash.digest(algorithm, "Mufasa", "http-auth@example.org", "Circle of Life"), algorithm,
                parameters, "GET"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Digest ", "Digest", "Digest a", "Digest a=", "Digest a=b,", "Digest a=b c=d",
        "Digest a=\"b", "Digest a=b, a=c", "Digest a=b; c=d", "Digest =b", "Digest a=b, A=c", "Digest \u00e4=b"})
    void malformedParametersAreNone(String field) {
        assertNull(DigestParameters.parse(field));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', value = {"username=\"a\\\"b\", a\"b", "username*=UTF-8''J%C3%A4s%C3%B8n, Jäsøn",
        "username=\"J\u00c3\u00a4\", Jä", "username*=ISO-8859-1''a, ~~", "username*=UTF-8''%ZZ, ~~",
        "username*=UTF-8''%FF, ~~", "realm=x, ~~"})
    void namesAreUtf8(String parameter, String name) {
        DigestParameters parameters = DigestParameters.parse("Digest " + parameter);
        assertNotNull(parameters);
        assertEquals(name.isEmpty() ? null : name, parameters.user());
    }

    @Test
    void eachCountOfANonceIsTakenOnce() {
        Nonces nonces = new Nonces(60_000, clock);
        String nonce = nonces.next();
        assertEquals(Nonces.State.FRESH, nonces.state(nonce));

        assertTrue(nonces.use(nonce, 1));
        assertFalse(nonces.use(nonce, 1));
        assertFalse(nonces.use(nonce, 0));
        assertTrue(nonces.use(nonce, 5));
        // requests at the same time come in any order
        assertTrue(nonces.use(nonce, 3));
        assertFalse(nonces.use(nonce, 3));
        assertFalse(nonces.use(nonce, 5));
        assertTrue(nonces.use(nonce, 5000));
        assertFalse(nonces.use(nonce, 4));
        assertFalse(nonces.use(nonce, 5000));
        assertTrue(nonces.use(nonce, 4937));
        assertFalse(nonces.use(nonce, 4936));
    }

    @Test
    void aNonceGrowsOldAndOthersAreForeign() {
        Nonces nonces = new Nonces(60_000, clock);
        String nonce = nonces.next();
        now += 59_999;
        assertEquals(Nonces.State.FRESH, nonces.state(nonce));
        now++;
        assertEquals(Nonces.State.STALE, nonces.state(nonce));
        for (String other : new String[]{"", "x", nonce + "A", nonce.substring(1), new Nonces(60_000, clock).next(),
            nonce.substring(0, nonce.length() - 1) + (nonce.endsWith("A") ? "B" : "A")}) {
            assertEquals(Nonces.State.FOREIGN, nonces.state(other), other);
        }
    }

    /// What was forgotten for want of room is not taken again.
    @Test
    void itsMemoryIsBoundedAndForgetsNoUse() {
        Nonces nonces = new Nonces(3_600_000, clock);
        String first = nonces.next();
        assertTrue(nonces.use(first, 1));
        IntStream.range(0, 12_000).forEach(i -> {
            now++;
            assertTrue(nonces.use(nonces.next(), 1));
        });

        assertTrue(nonces.size() <= 10_000, () -> nonces.size() + " nonces");
        assertEquals(Nonces.State.FRESH, nonces.state(first));
        assertFalse(nonces.use(first, 1));
        assertFalse(nonces.use(first, 2));
    }
}
