package dev.lanner.websocket.path;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Paths of endpoints (Jakarta WebSocket 2.2, 3.1.1).
class PathTableTest {

    private static PathTable<String> table(String paths) {
        PathTable<String> table = PathTable.empty();
        for (String path : paths.split(" ")) {
            table = table.with(UriTemplate.parse(path), path);
        }
        return table;
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # endpoints                        | request   | found         | variables
            /a/b/                              ; /a/b/     ; /a/b/         ; {}
            /a/b/                              ; /a/b      ; -             ; -
            /a/{var}                           ; /a/b      ; /a/{var}      ; {var=b}
            /a/{var}                           ; /a/apple  ; /a/{var}      ; {var=apple}
            /a/{var}                           ; /a        ; -             ; -
            /a/{var}                           ; /a/       ; -             ; -
            /a/{var}                           ; /a/b/c    ; -             ; -
            /a/{v}/c /a/b/c /a/{x}/{y}         ; /a/b/c    ; /a/b/c        ; {}
            /a/{v}/c /a/b/c /a/{x}/{y}         ; /a/d/c    ; /a/{v}/c      ; {v=d}
            /a/{v}/c /a/b/c /a/{x}/{y}         ; /a/x/y    ; /a/{x}/{y}    ; {x=x, y=y}
            /{var1}/d /b/{var2}                ; /b/d      ; /b/{var2}     ; {var2=d}
            /a/b/c /a/{x}/d                    ; /a/b/d    ; -             ; -
            /                                  ; /         ; /             ; {}
            /x%20y/{id}                        ; /x y/1    ; /x%20y/{id}   ; {id=1}
            """, delimiter = ';')
    void theBestMatchIsFoundFromLeftToRight(String endpoints, String request, String found, String variables) {
        PathTable.Match<String> match = table(endpoints).find(request);
        assertEquals(found, match == null ? null : match.value());
        assertEquals(variables, match == null ? null : new TreeMap<>(match.parameters()).toString());
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ''       , begin with a slash
            a/b      , begin with a slash
            /a//b    , //
            /a/../b  , /../
            /a/./b   , /./
            /{a}/{a} , twice
            /a{b}    , whole segment
            /{a}b    , whole segment
            /{}      , name
            /{a*}    , name
            /a?b     , query
            /a#b     , fragment
            /a%4     , hexadecimal
            """)
    void otherPathsAreRefusedWithTheRule(String path, String rule) {
        String message = assertThrows(IllegalArgumentException.class, () -> UriTemplate.parse(path)).getMessage();
        assertTrue(message.startsWith("LNR-6100") && message.contains("\"" + path + "\"") && message.contains(rule),
                message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/{other}/c", "/a/{b}/c"})
    void templatesThatMatchTheSamePathsAreEquivalent(String template) {
        assertEquals("/a/{b}/c", table("/a/{b}/c").equivalent(UriTemplate.parse(template)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a/b/c", "/a/{b}", "/a/{b}/c/", "/{a}/{b}/c"})
    void othersAreNot(String template) {
        assertNull(table("/a/{b}/c").equivalent(UriTemplate.parse(template)));
    }

    @Test
    void aTableThatIsReadDoesNotChange() {
        PathTable<String> before = table("/a");
        before.with(UriTemplate.parse("/b"), "/b");
        assertNull(before.find("/b"));
        assertTrue(PathTable.empty().isEmpty());
        assertEquals(Map.of(), before.find("/a").parameters());
        assertEquals(List.of("x", "y"), UriTemplate.parse("/{x}/a/{y}").variables());
    }
}
