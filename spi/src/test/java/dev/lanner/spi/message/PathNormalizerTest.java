package dev.lanner.spi.message;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Servlet 6.1, 3.5.2.
class PathNormalizerTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            /,                                /
            /foo/bar,                         /foo/bar
            /foo/bar/,                        /foo/bar/
            /foo/bar;jsessionid=1234,         /foo/bar
            /foo/bar/;jsessionid=1234,        /foo/bar/
            /foo;/bar;,                       /foo/bar
            /foo;/bar;/;,                     /foo/bar/
            /foo;a=b;c=d/bar;e,               /foo/bar
            /;,                               /
            /;x,                              /
            /foo/b%25r,                       /foo/b%r
            /foo%20bar,                       /foo bar
            /foo%E2%82%ACbar,                 /foo€bar
            /%66oo,                           /foo
            /foo%3Bbar,                       /foo;bar
            /foo%23bar,                       /foo#bar
            /foo%3Fbar,                       /foo?bar
            /foo/./bar,                       /foo/bar
            /foo/././bar,                     /foo/bar
            /./foo/bar,                       /foo/bar
            /foo/bar/.,                       /foo/bar
            /foo/bar/./,                      /foo/bar/
            /foo/bar/./;,                     /foo/bar/
            /foo/.bar,                        /foo/.bar
            /foo/..bar,                       /foo/..bar
            /foo/...,                         /foo/...
            /foo/%2ebar,                      /foo/.bar
            /.well-known/x,                   /.well-known/x
            /foo/../bar,                      /bar
            /foo/./../bar,                    /bar
            /foo/bar/..,                      /foo
            /foo/bar/../,                     /foo/
            /foo/bar/../;,                    /foo/
            /foo/..,                          /
            /foo/../,                         /
            /foo//bar,                        /foo/bar
            //foo//bar//,                     /foo/bar/
            /// ,                              /
            //,                               /
            /.,                               /
            /./,                              /
            /foo//../bar,                     /bar
            /a/b/../../c,                     /c
            /foo/pass:word@host/bar,          /foo/pass:word@host/bar
            /foo%252e%252e/bar,               /foo%2e%2e/bar
            """)
    void makesOneSpelling(String raw, String expected) throws MalformedTargetException {
        assertEquals(expected, PathNormalizer.normalize(raw, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "foo/bar", "foo/bar/", "./foo/bar/", "%2e/foo/bar/", "../foo/bar/", ".%2e/foo/bar/",
        ";/foo/bar/", "*",
        // control characters
        "/foo%00/bar/", "/foo%7Fbar", "/foo%0Abar", "/foo%0d%0abar", "/foo\u0000", "/foo\tbar", "/foo\u007fbar",
        "/foo%C2%80bar", "/foo\u0085bar", "/foo;x=%00", "/foo;\u0001",
        // encoded slash
        "/foo%2Fbar", "/foo%2fbar", "/foo%2Fb%25r", "/foo;%2F/bar", "/foo/.%2Fbar", "/foo/..%2Fbar", "/%2F",
        // backslash
        "/foo\\bar", "/foo%5Cbar", "/foo%5cbar", "/foo/.%5Cbar", "/foo/..%5Cbar", "/\\evil", "/foo;a\\b",
        // dot segments with something
        "/foo/%2e/bar", "/foo/.;/bar", "/foo/%2e;/bar", "/foo/bar/.;", "/foo/%2e%2E/bar", "/foo/.%2e/bar",
        "/foo/%2e./bar", "/foo/%2e%2e/%2E%2E/bar", "/foo/..;/bar", "/foo/%2e%2E;/bar", "/foo/bar/..;",
        "/foo/..;a=b/bar", "/foo/%2e%2e",
        // the root is left
        "/foo/../../bar", "/../foo/bar", "/..", "/../", "/./../x", "//../x", "/../../WEB-INF/web.xml",
        // empty segments with parameters
        "/;/foo;/;/bar/;/;", "/foo/;/../bar", "/;/", "/foo/;x/bar", "/;/WEB-INF/web.xml",
        // octets
        "/foo%E2%82", "/foo%E2%82bar", "/foo%-1/bar", "/foo%XX/bar", "/foo%/bar", "/foo/bar%0", "/foo%",
        "/good%20/bad%/%20mix%", "/foo%+1", "/%c0%ae%c0%ae/", "/%c0%af", "/%e0%80%af", "/%ed%a0%80",
        "/%f8%80%80%80%af", "/%f4%90%80%80", "/%ff", "/foo%\uFF12\uFF10", "/%u002e", "/foo;%zz", "/foo;%ff",
        // fragment
        "/foo/bar#f", "/#f", "#f", "/foo/bar;#f"})
    void refusesWhatTheSpecificationCallsSuspicious(String raw) {
        MalformedTargetException thrown = assertThrows(MalformedTargetException.class,
                () -> PathNormalizer.normalize(raw, false));
        assertEquals("suspicious-path", thrown.reason());
    }

    @ParameterizedTest
    @CsvSource({"/foo%2Fbar, /foo%2Fbar", "/foo%2fbar, /foo%2Fbar", "/foo%2Fb%25r, /foo%2Fb%25r",
        "/foo/b%25r, /foo/b%25r", "/foo%25%32%66, /foo%252f", "/foo;%2F/bar, /foo/bar",
        "/foo/..%2Fbar, /foo/..%2Fbar", "/foo/.%2F, /foo/.%2F", "/a%20b, /a b", "/foo/../bar, /bar"})
    void keepsAnEncodedSlashEncodedWhereItIsAllowed(String raw, String expected) throws MalformedTargetException {
        assertEquals(expected, PathNormalizer.normalize(raw, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/foo%5Cbar", "/foo\\bar", "/foo/%2e%2e/bar", "/foo/..;/bar", "/foo%00", "/..", "/foo%",
        "/%ff"})
    void refusesTheRestAlsoWhereAnEncodedSlashIsAllowed(String raw) {
        assertThrows(MalformedTargetException.class, () -> PathNormalizer.normalize(raw, true));
    }

    @Test
    void takesCharactersOfADispatchersPathAsTheyAre() throws MalformedTargetException {
        assertEquals("/bücher/€", PathNormalizer.normalize("/bücher/./€", false));
    }

    @Test
    void returnsAPlainPathItself() throws MalformedTargetException {
        String path = new String("/shop/cart.jsp");
        assertSame(path, PathNormalizer.normalize(path, false));
    }

    @Test
    void doesWhatTheStepsOfTheSpecificationDoAndNeverReturnsAPathThatCouldMeanAnother() {
        String[] parts = {"/", "/", "/", ".", ".", "..", ";", ";x=1", "%2e", "%2E%2e", "%2f", "%5c", "\\", "%00", "%25",
            "%252e", "a", "WEB-INF", "%c0%ae", "%e2%82%ac", "#", "?", " ", "é", "%", "%7f", "\n"};
        Random random = new Random(20251120);
        int accepted = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder raw = new StringBuilder("/");
            for (int i = random.nextInt(8); i > 0; i--) {
                raw.append(parts[random.nextInt(parts.length)]);
            }
            boolean keep = random.nextBoolean();
            String path = null;
            try {
                path = PathNormalizer.normalize(raw.toString(), keep);
            } catch (MalformedTargetException e) {
                // the reference must refuse it too
            }
            assertEquals(StepByStep.normalize(raw.toString(), keep), path, raw::toString);
            if (path != null) {
                accepted++;
                checkUnambiguous(raw.toString(), path);
            }
        }
        assertTrue(accepted > 10_000, "only " + accepted + " were accepted");
    }

    private static void checkUnambiguous(String raw, String path) {
        assertTrue(path.startsWith("/"), raw);
        String closed = path + "/";
        assertFalse(path.contains("//"), raw);
        assertFalse(closed.contains("/./"), raw);
        assertFalse(closed.contains("/../"), raw);
        assertFalse(path.contains("\\"), raw);
        assertTrue(path.chars().noneMatch(Character::isISOControl), raw);
    }
}
