package dev.lanner.http.h1;

import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.config.Settings;
import dev.lanner.spi.config.Settings.EncodedSlash;
import dev.lanner.spi.message.RequestTarget;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

/// The request line and the four forms of request-target.
class Rfc9112Section3Test {

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"})
    void knowsTheStandardMethodsAsConstants(String method) {
        assertSame(method.intern(), Heads.accept(Heads.request(method + " / HTTP/1.1")).method());
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "Get", "PROPFIND", "GETT", "GE", "G", "M-SEARCH", "!#$%&'*+-.^_`|~09"})
    void takesAnyTokenAsAMethodAndKeepsItsCase(String method) {
        assertEquals(method, Heads.accept(Heads.request(method + " / HTTP/1.1")).method());
    }

    @ParameterizedTest
    @ValueSource(strings = {"G(T", "GET,", "G\u00e4T", "\"GET\"", "GET:", "G/T", "", "{}", "<a>"})
    void refusesMethodsThatAreNoTokens(String method) {
        Heads.reject(Rejection.INVALID_METHOD, Heads.request(method + " / HTTP/1.1"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            "GET  / HTTP/1.1",       INVALID_REQUEST_LINE
            "GET /  HTTP/1.1",       INVALID_REQUEST_LINE
            "GET / x HTTP/1.1",      INVALID_REQUEST_LINE
            "GET / HTTP/1.1 HTTP/1.1", INVALID_REQUEST_LINE
            "GET / HTTP/1.1 ",       INVALID_VERSION
            " GET / HTTP/1.1",       INVALID_METHOD
            "GET HTTP/1.1",          INVALID_REQUEST_LINE
            "GET\t/ HTTP/1.1",       INVALID_REQUEST_LINE
            "GET /\tHTTP/1.1",       INVALID_REQUEST_LINE
            "GET /a\u000bb HTTP/1.1",  INVALID_REQUEST_LINE
            "GET /a\u0000b HTTP/1.1",  INVALID_REQUEST_LINE
            "GET /a\u001bb HTTP/1.1",  INVALID_REQUEST_LINE
            "GET /a\u007fb HTTP/1.1",  INVALID_REQUEST_LINE
            "GET /a?\u0001 HTTP/1.1",  INVALID_REQUEST_LINE
            "GET /\u00e4 HTTP/1.1",    INVALID_REQUEST_TARGET
            "GET /?\u00e4 HTTP/1.1",   INVALID_REQUEST_TARGET
            """)
    void refusesMalformedLines(String line, Rejection expected) {
        Heads.reject(expected, Heads.request(line));
    }

    @Test
    void originForm() {
        assertEquals(new RequestTarget("http", "example.com", "/a;b/c%20d?e=%2F", "/a;b/c%20d", "/a/c d", "e=%2F"),
                Heads.accept(Heads.request("GET /a;b/c%20d?e=%2F HTTP/1.1")).target());
        assertNull(Heads.accept(Heads.get()).target().query());
        assertEquals("a[]|{}^\"<>\\`", Heads.accept(Heads.request("GET /?a[]|{}^\"<>\\` HTTP/1.1")).target().query());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            /a/../../b,        SUSPICIOUS_PATH
            /..;/WEB-INF/,     SUSPICIOUS_PATH
            /%2e%2e/,          SUSPICIOUS_PATH
            /a%2Fb,            SUSPICIOUS_PATH
            /a%5Cb,            SUSPICIOUS_PATH
            /a\\b,             SUSPICIOUS_PATH
            /%00,              SUSPICIOUS_PATH
            /%c0%ae,           SUSPICIOUS_PATH
            /%zz,              SUSPICIOUS_PATH
            /a#b,              FRAGMENT_IN_TARGET
            /a?b#c,            FRAGMENT_IN_TARGET
            a,                 INVALID_REQUEST_TARGET
            ?a,                INVALID_REQUEST_TARGET
            \\\\a,             INVALID_REQUEST_TARGET
            """)
    void refusesSuspiciousPaths(String target, Rejection expected) {
        Heads.reject(expected, Heads.request("GET " + target + " HTTP/1.1"));
    }

    @Test
    void keepsEncodedSlashesWhereTheEndpointSaysSo() {
        SettingValues settings = new SettingValues(null,
                Map.of(Settings.ENCODED_SLASH, new SettingValues.Value(EncodedSlash.KEEP, "test")));
        RequestTarget target = Heads
                .accept(Heads.request("GET /a%2fb%25 HTTP/1.1"), HeadRules.of(settings, "http")).target();
        assertEquals("/a%2Fb%25", target.path());
        assertEquals("/a%2fb%25", target.rawPath());
    }

    /// 3.2.2.
    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            http://example.com/a?b,        example.com,      /a,   b
            http://example.com,            example.com,      /,    -
            http://example.com?b,          example.com,      /,    b
            HTTP://example.com/,           example.com,      /,    -
            http://EXAMPLE.com/,           EXAMPLE.com,      /,    -
            http://example.com:80/,        example.com:80,   /,    -
            http://example.com:/,          example.com,      /,    -
            http://example.com./,          example.com,      /,    -
            http://example.com//a/./b,     example.com,      /a/b, -
            """)
    void absoluteForm(String target, String authority, String path, String query) {
        RequestTarget found = Heads.accept(Heads.request("GET " + target + " HTTP/1.1")).target();
        assertEquals(target, found.raw());
        assertEquals(authority, found.authority());
        assertEquals(path, found.path());
        assertEquals(query, found.query());
    }

    /// S22.
    @ParameterizedTest
    @CsvSource(textBlock = """
            http://user@example.com/,      INVALID_AUTHORITY
            http://a:b@example.com/,       INVALID_AUTHORITY
            http://@example.com/,          INVALID_AUTHORITY
            http://example.com@evil/,      INVALID_AUTHORITY
            http:///a,                     INVALID_AUTHORITY
            http://,                       INVALID_AUTHORITY
            http://:80/,                   INVALID_AUTHORITY
            http://[::1/,                  INVALID_AUTHORITY
            http://::1/,                   INVALID_AUTHORITY
            http://example.com\\evil/,     INVALID_AUTHORITY
            http://\\\\evil/,              INVALID_AUTHORITY
            http://example.com:0/,         INVALID_AUTHORITY
            http://example.com:65536/,     INVALID_AUTHORITY
            http://example.com:+80/,       INVALID_AUTHORITY
            http://example.com:080/,       INVALID_AUTHORITY
            http://example.com:80:80/,     INVALID_AUTHORITY
            http://example.com%2fevil/,    INVALID_AUTHORITY
            http://evil/,                  HOST_MISMATCH
            http://example.com:81/,        HOST_MISMATCH
            http://example.com/a#b,        FRAGMENT_IN_TARGET
            http://example.com#b,          FRAGMENT_IN_TARGET
            http://example.com/..,         SUSPICIOUS_PATH
            http:/example.com/,            INVALID_REQUEST_TARGET
            http:example.com,              INVALID_REQUEST_TARGET
            ftp://example.com/,            INVALID_REQUEST_TARGET
            https://example.com/,          SCHEME_MISMATCH
            """)
    void refusesAbsoluteFormsThatParsersReadDifferently(String target, Rejection expected) {
        Heads.reject(expected, Heads.request("GET " + target + " HTTP/1.1"));
    }

    @Test
    void theDefaultPortDoesNotMakeAHostDiffer() {
        Heads.accept("GET http://a:80/ HTTP/1.1\r\nHost: A\r\n\r\n");
        Heads.accept("GET https://a/ HTTP/1.1\r\nHost: a.:443\r\n\r\n", Heads.SECURE);
        Heads.accept("GET http://[::1]:80/ HTTP/1.1\r\nHost: [::1]\r\n\r\n");
        Heads.reject(Rejection.HOST_MISMATCH, "GET http://a:443/ HTTP/1.1\r\nHost: a\r\n\r\n");
        Heads.reject(Rejection.SCHEME_MISMATCH, "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", Heads.SECURE);
    }

    @Test
    void theTargetsAuthorityWinsWhereTheEndpointSaysSo() {
        SettingValues settings = new SettingValues(null,
                Map.of(Settings.ALLOW_HOST_OVERRIDE, new SettingValues.Value(true, "test")));
        RequestHead head = Heads.accept("GET http://a/ HTTP/1.1\r\nHost: b\r\n\r\n", HeadRules.of(settings, "http"));
        assertEquals("a", head.host());
    }

    @Test
    void anAbsoluteFormDoesNotReplaceTheHostField() {
        Heads.reject(Rejection.MISSING_HOST, "GET http://a/ HTTP/1.1\r\n\r\n");
        assertEquals("a", Heads.accept("GET http://a/ HTTP/1.0\r\n\r\n").host());
    }

    /// 3.2.3.
    @ParameterizedTest
    @ValueSource(strings = {"CONNECT example.com:80 HTTP/1.1", "CONNECT / HTTP/1.1", "CONNECT * HTTP/1.1"})
    void connectIsNotSupported(String line) {
        Heads.reject(Rejection.CONNECT_NOT_SUPPORTED, Heads.request(line));
    }

    @Test
    void authorityFormIsForConnectOnly() {
        Heads.reject(Rejection.INVALID_REQUEST_TARGET, Heads.request("GET example.com:80 HTTP/1.1"));
    }

    /// 3.2.4.
    @Test
    void asteriskFormIsForOptionsOnly() {
        RequestTarget target = Heads.accept(Heads.request("OPTIONS * HTTP/1.1")).target();
        assertEquals(new RequestTarget("http", "example.com", "*", "*", "*", null), target);
        assertEquals("*", Heads.accept(Heads.request("OPTIONS http://example.com HTTP/1.1")).target().path());
        assertEquals("/", Heads.accept(Heads.request("OPTIONS http://example.com/ HTTP/1.1")).target().path());
        Heads.reject(Rejection.INVALID_REQUEST_TARGET, Heads.request("GET * HTTP/1.1"));
        Heads.reject(Rejection.INVALID_REQUEST_TARGET, Heads.request("OPTIONS ** HTTP/1.1"));
        Heads.reject(Rejection.INVALID_REQUEST_TARGET, Heads.request("OPTIONS *?a HTTP/1.1"));
    }

    @Test
    void peeksAtTheLineOfARejectedHeadForTheLog() {
        byte[] data = Heads.bytes("\r\nGET /a b HTTP/1.1\r\nX");
        assertEquals(new RequestLine("GET", "/a", "b"), RequestLine.peek(data, 0, data.length));
        byte[] cut = Heads.bytes("GET /a");
        assertNull(RequestLine.peek(cut, 0, cut.length));
        byte[] tls = Heads.bytes("\u0016\u0003\u0001");
        assertNull(RequestLine.peek(tls, 0, tls.length));
        byte[] one = Heads.bytes("GET /a\r\n\r\n");
        assertNull(RequestLine.peek(one, 0, one.length));
    }
}
