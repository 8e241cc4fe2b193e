package dev.lanner.spi.config;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class HostPatternsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"www.example.org|www.example.org|true",
        "www.example.org|WWW.Example.ORG:8080|true",
        "www.example.org|example.org|false", "*.example.org|a.example.org|true", "*.example.org|a.b.example.org|true",
        "*.example.org|example.org|false", "*.example.org|evilexample.org|false", "*.example.org|.example.org|false",
        "example.org.|example.org|true", "[::1]|[::1]:80|true", "[::1]|[0:0::1]|true", "[::1]|[::2]|false",
        "127.0.0.1|127.0.0.1:80|true", "a, b|b|true", "a, b|c|false", "a||false", "*|anything|true", "*||true",
        "bücher.example|xn--bcher-kva.example|true", "*.bücher.example|a.xn--bcher-kva.example|true"})
    void hostsMatchWithoutTheirPort(String patterns, String authority, boolean matches) {
        assertEquals(matches, HostPatterns.parse(patterns).match(authority == null ? "" : authority));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:80", "http://a", "a/b", "a b", "*a", "a.*", "*.", "a..b", "[::1", "[1.2.3.4x]", "a,",
        ".a", "@"})
    void whatIsNoHostIsRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> HostPatterns.parse(text));
    }
}
