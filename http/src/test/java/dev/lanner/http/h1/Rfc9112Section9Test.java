package dev.lanner.http.h1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Connection options (RFC 9112, 9), Upgrade (RFC 9110, 7.8) and Expect (RFC 9110, 10.1.1).
class Rfc9112Section9Test {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            HTTP/1.1, ``,                     true
            HTTP/1.1, close,                  false
            HTTP/1.1, CLOSE,                  false
            HTTP/1.1, `keep-alive, close`,    false
            HTTP/1.1, `a ,\tclose\t, b`,      false
            HTTP/1.1, `,close`,               false
            HTTP/1.1, keep-alive,             true
            HTTP/1.1, closed,                 true
            HTTP/1.1, `clo se`,               true
            HTTP/1.0, ``,                     false
            HTTP/1.0, keep-alive,             true
            HTTP/1.0, Keep-Alive,             true
            HTTP/1.0, `keep-alive, close`,    false
            HTTP/1.0, close,                  false
            """)
    void decidesWhetherTheConnectionStays(String version, String option, boolean stays) {
        assertEquals(stays, Heads.accept(Heads.request("GET / " + version, "Connection: " + option)).keepAlive());
    }

    @Test
    void readsSeveralConnectionFields() {
        assertFalse(Heads.accept(Heads.get("Connection: keep-alive", "Connection: close")).keepAlive());
        assertTrue(Heads.accept(Heads.get("Proxy-Connection: close")).keepAlive());
    }

    @Test
    void knowsVersions() {
        RequestHead one = Heads.accept(Heads.request("GET / HTTP/1.0"));
        assertFalse(one.http11());
        assertEquals("HTTP/1.0", one.protocol());
        assertTrue(Heads.accept(Heads.get()).http11());
        assertEquals("HTTP/1.1", Heads.accept(Heads.get()).protocol());
    }

    @Test
    void anUpgradeNeedsBothFieldsAndHttp11() {
        assertTrue(Heads.accept(Heads.get("Connection: keep-alive, Upgrade", "Upgrade: websocket")).upgrade());
        assertFalse(Heads.accept(Heads.get("Upgrade: websocket")).upgrade());
        assertFalse(Heads.accept(Heads.get("Connection: upgrade")).upgrade());
        assertFalse(Heads.accept(Heads.request("GET / HTTP/1.0", "Connection: upgrade", "Upgrade: x")).upgrade());
    }

    @Test
    void expectsContinueOnlyWithABodyInHttp11() {
        assertTrue(Heads.accept(Heads.request("POST / HTTP/1.1", "Expect: 100-Continue", "Content-Length: 1"))
                .expectContinue());
        assertTrue(Heads.accept(Heads.request("POST / HTTP/1.1", "Expect: 100-continue", "Transfer-Encoding: chunked"))
                .expectContinue());
        assertFalse(Heads.accept(Heads.get("Expect: 100-continue")).expectContinue());
        assertFalse(Heads.accept(Heads.request("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 0"))
                .expectContinue());
        assertFalse(Heads.accept(Heads.request("POST / HTTP/1.0", "Expect: 100-continue", "Content-Length: 1"))
                .expectContinue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "100-continue, x", "200-ok", "100-continu", "x=100-continue", "\"100-continue\""})
    void refusesOtherExpectations(String value) {
        Heads.reject(Rejection.UNKNOWN_EXPECTATION, Heads.get("Expect: " + value));
    }
}
