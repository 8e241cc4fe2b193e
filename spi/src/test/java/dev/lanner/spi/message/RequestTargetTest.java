package dev.lanner.spi.message;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            /foo/bar,         /foo/bar,     /foo/bar, -
            /foo/bar?q,       /foo/bar,     /foo/bar, q
            /foo/bar/?q,      /foo/bar/,    /foo/bar/, q
            /foo/bar;?q,      /foo/bar;,    /foo/bar, q
            /foo?,            /foo,         /foo, ''
            /foo?a?b,         /foo,         /foo, a?b
            /foo;a=1/b?c=%2F, /foo;a=1/b,   /foo/b, c=%2F
            /foo?/../..,      /foo,         /foo, /../..
            /?q,              /,            /, q
            /a%3Fb?c,         /a%3Fb,       /a?b, c
            """)
    void separatesPathAndQuery(String raw, String rawPath, String path, String query) throws Exception {
        RequestTarget target = RequestTarget.origin("http", "example.com", raw, false);
        assertEquals(new RequestTarget("http", "example.com", raw, rawPath, path, query), target);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo/bar#f", "/foo/bar?q#f", "/foo/bar/#f", "/foo/bar/?q#f", "/foo/bar;#f",
        "/foo/bar;?q#f",
        "/#", "#f"})
    void refusesAFragment(String raw) {
        MalformedTargetException thrown = assertThrows(MalformedTargetException.class,
                () -> RequestTarget.origin("http", "a", raw, false));
        assertEquals("fragment-in-target", thrown.reason());
    }

    @ParameterizedTest
    @ValueSource(strings = {"?q", "", "foo"})
    void refusesATargetThatDoesNotBeginWithASlash(String raw) {
        assertThrows(MalformedTargetException.class, () -> RequestTarget.origin("http", "a", raw, false));
    }

    @Test
    void keepsWhatWasReceivedWhenThePathOrTheOriginChanges() throws Exception {
        RequestTarget target = RequestTarget.origin("http", "a:1", "/x?y", false);
        assertEquals(new RequestTarget("http", "a:1", "/x?y", "/n", "/n", null), target.withPath("/n", "/n", null));
        assertEquals(new RequestTarget("https", "b", "/x?y", "/x", "/x", "y"), target.withOrigin("https", "b"));
    }
}
