package dev.lanner.http.h1;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.SettingValues.Value;
import dev.lanner.spi.config.Settings;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// The length of a request's body: K11, K12, K14, K15, S1, S2.
class Rfc9112Section6Test {

    @ParameterizedTest
    @CsvSource({"0, 0", "5, 5", "00005, 5", "9223372036854775807, 9223372036854775807", "0000000000000000000, 0"})
    void readsTheLength(String value, long expected) {
        RequestHead head = Heads.accept(Heads.request("POST / HTTP/1.1", "Content-Length: " + value));
        assertEquals(expected, head.contentLength());
        assertFalse(head.chunked());
        assertEquals(expected > 0, head.hasBody());
    }

    @ParameterizedTest
    @ValueSource(strings = {"+5", "-5", "-0", "5,5", "5, 6", "5, 5", "0x5", "", " ", "5 5", "5.0", "5e1", "1_0",
        "\"5\"",
        "9223372036854775808", "9999999999999999999", "18446744073709551621", "00000000000000000005", "5;",
        "\u0665", "\u00b2", "5a", "a", "chunked", "5\u00a0"})
    void refusesEveryOtherLength(String value) {
        Heads.reject(Rejection.INVALID_CONTENT_LENGTH, Heads.request("POST / HTTP/1.1", "Content-Length: " + value));
    }

    @ParameterizedTest
    @CsvSource({"5, 5", "5, 6", "0, 0"})
    void refusesTwoLengthsEvenEqualOnes(String one, String other) {
        Heads.reject(Rejection.REPEATED_CONTENT_LENGTH,
                Heads.request("POST / HTTP/1.1", "Content-Length: " + one, "X: y", "content-length: " + other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "CHUNKED", "Chunked", " chunked "})
    void readsChunked(String value) {
        RequestHead head = Heads.accept(Heads.request("POST / HTTP/1.1", "Transfer-Encoding:" + value));
        assertTrue(head.chunked());
        assertTrue(head.hasBody());
        assertEquals(-1, head.contentLength());
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            gzip,                  INVALID_TRANSFER_ENCODING
            identity,              INVALID_TRANSFER_ENCODING
            ``,                    INVALID_TRANSFER_ENCODING
            `chunked, gzip`,       INVALID_TRANSFER_ENCODING
            `chunked, chunked`,    INVALID_TRANSFER_ENCODING
            `chunked,chunked`,     INVALID_TRANSFER_ENCODING
            `chunked,`,            INVALID_TRANSFER_ENCODING
            `,chunked`,            INVALID_TRANSFER_ENCODING
            `gzip,,chunked`,       INVALID_TRANSFER_ENCODING
            `chunked;a=b, chunked`, INVALID_TRANSFER_ENCODING
            `chunked;a=b`,         INVALID_TRANSFER_ENCODING
            xchunked,              INVALID_TRANSFER_ENCODING
            chunkedx,              INVALID_TRANSFER_ENCODING
            `"chunked"`,           INVALID_TRANSFER_ENCODING
            `'chunked'`,           INVALID_TRANSFER_ENCODING
            `chunked 1`,           INVALID_TRANSFER_ENCODING
            `\tchunked`,           INVALID_TRANSFER_ENCODING
            `chunked\t`,           INVALID_TRANSFER_ENCODING
            `chun\u212Aed`,        INVALID_TRANSFER_ENCODING
            `\u000bchunked`,       INVALID_HEADER_VALUE
            `chunked\u000b`,       INVALID_HEADER_VALUE
            `chunked\u0000`,       INVALID_HEADER_VALUE
            `gzip, chunked`,       UNSUPPORTED_TRANSFER_CODING
            `identity, chunked`,   UNSUPPORTED_TRANSFER_CODING
            `x;y=z , chunked`,     UNSUPPORTED_TRANSFER_CODING
            """)
    void refusesEveryOtherCoding(String value, Rejection expected) {
        Heads.reject(expected, Heads.request("POST / HTTP/1.1", "Transfer-Encoding: " + value));
    }

    @ParameterizedTest
    @CsvSource({"chunked, chunked", "gzip, chunked", "chunked, identity", "chunked, ''"})
    void refusesTwoFieldsOfCodings(String one, String other) {
        Heads.reject(Rejection.INVALID_TRANSFER_ENCODING,
                Heads.request("POST / HTTP/1.1", "Transfer-Encoding: " + one, "transfer-encoding: " + other));
    }

    @Test
    void refusesALengthWithACodingInEitherOrder() {
        Heads.reject(Rejection.AMBIGUOUS_LENGTH,
                Heads.request("POST / HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 5"));
        Heads.reject(Rejection.AMBIGUOUS_LENGTH,
                Heads.request("POST / HTTP/1.1", "Content-Length: 0", "Transfer-Encoding: chunked"));
        Heads.reject(Rejection.AMBIGUOUS_LENGTH,
                Heads.request("GET / HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: identity"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "identity", "gzip, chunked"})
    void refusesCodingsInHttp10(String value) {
        Heads.reject(Rejection.TRANSFER_ENCODING_IN_HTTP10,
                Heads.request("POST / HTTP/1.0", "Transfer-Encoding: " + value));
        Heads.reject(Rejection.TRANSFER_ENCODING_IN_HTTP10,
                Heads.request("GET / HTTP/1.0", "Content-Length: 3", "Transfer-Encoding: " + value));
    }

    @Test
    void wantsALengthForBodiesOfHttp10() {
        Heads.reject(Rejection.LENGTH_REQUIRED, Heads.request("POST / HTTP/1.0"));
        Heads.reject(Rejection.LENGTH_REQUIRED, Heads.request("PUT / HTTP/1.0"));
        assertEquals(0, Heads.accept(Heads.request("POST / HTTP/1.0", "Content-Length: 0")).contentLength());
        assertEquals(-1, Heads.accept(Heads.request("GET / HTTP/1.0")).contentLength());
        assertFalse(Heads.accept(Heads.request("POST / HTTP/1.1")).hasBody());
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT"})
    void withoutTheRuleABodyOfHttp10WithoutLengthIsEmptyAndTheLastOne(String method) {
        HeadRules lenient = HeadRules.of(new SettingValues(null, Map.of(Settings.REQUIRE_HTTP10_LENGTH,
                new Value(false, "test"))), "http");
        RequestHead head = Heads.accept(Heads.request(method + " / HTTP/1.0", "Connection: keep-alive"), lenient);
        assertFalse(head.hasBody());
        assertFalse(head.keepAlive());
        assertTrue(Heads.accept(Heads.request("GET / HTTP/1.0", "Connection: keep-alive"), lenient).keepAlive());
    }

    @Test
    void fieldsOfSimilarNamesMeanNothing() {
        RequestHead head = Heads.accept(Heads.get("Content_Length: 5", "Transfer_Encoding: chunked", "Content-Lengt: x",
                "Transfer-Encodin: y", "Content^Length: 7", "Content-LengtH2: 8"));
        assertEquals(-1, head.contentLength());
        assertFalse(head.chunked());
    }
}
