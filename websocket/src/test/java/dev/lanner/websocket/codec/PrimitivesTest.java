package dev.lanner.websocket.codec;

import jakarta.websocket.DecodeException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/// Values from texts (Jakarta WebSocket 2.2, 4.3, 4.7).
class PrimitivesTest {
    private static final Map<String, Class<?>> TYPES = Map.ofEntries(Map.entry("int", int.class),
            Map.entry("Integer", Integer.class), Map.entry("long", long.class), Map.entry("boolean", boolean.class),
            Map.entry("Boolean", Boolean.class), Map.entry("byte", byte.class), Map.entry("short", short.class),
            Map.entry("char", char.class), Map.entry("Character", Character.class), Map.entry("float", float.class),
            Map.entry("double", double.class), Map.entry("String", String.class), Map.entry("Object", Object.class));

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            int, 12, 12
            Integer, -3, -3
            long, 9223372036854775807, 9223372036854775807
            boolean, TRUE, true
            Boolean, no, false
            byte, -128, -128
            short, 7, 7
            char, x, x
            Character, x, x
            float, 1.5, 1.5
            double, 1e3, 1000.0
            String, a b, a b
            String, -, -
            Integer, -, -
            int, -, 0
            boolean, -, false
            Boolean, -, false
            char, xy, x
            """)
    void areMade(String type, String text, String value) throws Exception {
        Object parsed = Primitives.parse(TYPES.get(type), text);
        assertEquals(value, parsed == null ? null : parsed.toString());
        assertTrue(parsed == null || Primitives.box(TYPES.get(type)).isInstance(parsed));
    }

    @ParameterizedTest
    @CsvSource({"int, x", "int, ''", "byte, 128", "char, ''", "long, 1.0", "double, one"})
    void orRefusedWithTheText(String type, String text) {
        DecodeException failure = assertThrows(DecodeException.class, () -> Primitives.parse(TYPES.get(type), text));
        assertEquals(text, failure.getText());
        assertTrue(failure.getMessage().startsWith("LNR-6101"), failure.getMessage());
    }
}
