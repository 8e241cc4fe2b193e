package dev.lanner.http.h1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// The Host field: K8, S22, S48.
class Rfc9112Section3_2HostTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            example.com,               example.com
            EXAMPLE.com:8080,          EXAMPLE.com:8080
            localhost,                 localhost
            a,                         a
            a-b_c~d.e,                 a-b_c~d.e
            127.0.0.1:1,               127.0.0.1:1
            a:65535,                   a:65535
            a:,                        a
            a.,                        a
            a.:80,                     a:80
            a.:,                       a
            [::],                      [::]
            [::1],                     [::1]
            [::1]:8080,                [::1]:8080
            [::1]:,                    [::1]
            [1::],                     [1::]
            [1:2:3:4:5:6:7:8],         [1:2:3:4:5:6:7:8]
            [1:2:3:4:5:6:7::],         [1:2:3:4:5:6:7::]
            [2001:DB8::ff00:42:8329],  [2001:DB8::ff00:42:8329]
            [::ffff:192.0.2.1],        [::ffff:192.0.2.1]
            [1:2:3:4:5:6:192.0.2.1],   [1:2:3:4:5:6:192.0.2.1]
            """)
    void acceptsHostsAndMakesOneSpelling(String host, String expected) {
        assertEquals(expected, Heads.accept("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n").host());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "a/", "/", "http://a", "u@a", "u:p@a", "@a", "a b", "a\tb", "a,b", "a;b", "a?b",
        "a#b",
        "a\\b", "a%20b", "a%00", "a\"b", "a<b>", "a'b", "a(b)", "a*b", "a+b", "a=b", "a&b", "a!b", "a$b", "a|b",
        "{a}", "^a", "a`b", "\u00e4", ".", "..", ".a", "a..b", "a..", "a:b:c", "a:b", "a:80:", ":", ":80", "a:0",
        "a:65536", "a:99999", "a:100000", "a:+80", "a:-1", "a: 80", "a :80", "a:080", "a:00", "a:8 0", "a:0x50",
        "a:80/", "[", "]", "[]", "[::1", "::1", "[::1]x", "[::1]80", "[::1].", "[:::]", "[::1::]", "[:1]", "[1:]",
        "[1]", "[1:2:3:4:5:6:7]", "[1:2:3:4:5:6:7:8:9]", "[1:2:3:4:5:6:7:8::]", "[12345::]", "[g::]",
        "[::1%25eth0]", "[::1%eth0]", "[v1.a]", "[::1.2.3]", "[::1.2.3.4.5]", "[::256.1.1.1]", "[::01.1.1.1]",
        "[1.2.3.4]", "[::1.2.3.4:5]", "[::1]:0", "[::1]:x", "[[::1]]", "[1:2:3:4:5:6:7:1.2.3.4]"})
    void refusesEverythingElse(String host) {
        Heads.reject(Rejection.INVALID_HOST, "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        Heads.reject(Rejection.INVALID_HOST, "GET / HTTP/1.0\r\nHost: " + host + "\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"'', MISSING_HOST", "'Host:\r\n', MISSING_HOST", "'Host: \t \r\n', MISSING_HOST",
        "'Host: a\r\nHost: a\r\n', REPEATED_HOST", "'Host: a\r\nX: y\r\nhOST: b\r\n', REPEATED_HOST",
        "'Host: a\r\nHost:\r\n', REPEATED_HOST", "'Host: a\u0001\r\n', INVALID_HEADER_VALUE",
        "'Host: a\u0000\r\n', INVALID_HEADER_VALUE", "'Host : a\r\n', SPACE_BEFORE_COLON",
        "'Hosts: a\r\n', MISSING_HOST"})
    void wantsExactlyOne(String lines, Rejection expected) {
        Heads.reject(expected, "GET / HTTP/1.1\r\n" + lines + "\r\n");
    }

    @Test
    void mayBeMissingInHttp10() {
        assertEquals("", Heads.accept("GET / HTTP/1.0\r\n\r\n").host());
        Heads.reject(Rejection.REPEATED_HOST, "GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n");
    }
}
