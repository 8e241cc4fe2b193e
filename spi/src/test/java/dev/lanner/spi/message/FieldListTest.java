package dev.lanner.spi.message;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class FieldListTest {

    @Test
    void findsNamesWithoutRegardToCase() {
        FieldList fields = fields("Accept", "a", "accept", "b", "Host", "h");
        assertEquals("a", fields.first("ACCEPT"));
        assertEquals(List.of("a", "b"), fields.all("aCCept"));
        assertEquals(List.of("Accept", "Host"), List.copyOf(fields.names()));
        assertNull(fields.first("Accep"));
        assertEquals(List.of(), fields.all("Acceptt"));
    }

    @Test
    void setReplacesAllOfThatNameAtThePlaceOfTheFirst() {
        FieldList fields = fields("A", "1", "B", "2", "a", "3", "C", "4", "A", "5");
        fields.set("a", "new");
        assertEquals("A=new B=2 C=4", text(fields));
        fields.set("D", "6");
        assertEquals("A=new B=2 C=4 D=6", text(fields));
    }

    @Test
    void removesAllOfThatName() {
        FieldList fields = fields("A", "1", "B", "2", "a", "3");
        fields.remove("A");
        assertEquals("B=2", text(fields));
        fields.remove("x");
        assertEquals(1, fields.size());
        fields.clear();
        assertEquals(0, fields.size());
    }

    @Test
    void growsFromNothing() {
        FieldList fields = new FieldList(0);
        for (int i = 0; i < 100; i++) {
            fields.add("N" + i, "v" + i);
        }
        assertEquals(100, fields.size());
        assertEquals("N99", fields.name(99));
        assertEquals("v99", fields.value(99));
    }

    /// S8.
    @ParameterizedTest
    @ValueSource(strings = {"a\r\nSet-Cookie: x=y", "a\nb", "a\rb", "a\0b", "\u0001", "a\u007f", "\u010a", "\u010d",
        "a\u2028b", "\ud83d\ude00"})
    void refusesValuesThatWouldBreakTheMessage(String value) {
        FieldList fields = fields("Name", "old");
        assertThrows(IllegalArgumentException.class, () -> fields.add("Name", value));
        assertThrows(IllegalArgumentException.class, () -> fields.set("Name", value));
        assertThrows(IllegalArgumentException.class, () -> fields.set("Other", value));
        assertEquals("Name=old", text(fields));
    }

    /// S8.
    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "a\r\nb", "a\n", "a\0", "\u00e4", "a\u010a", "(a)", "a,b", "a=b",
        "a/b",
        "\"a\""})
    void refusesNamesThatAreNoTokens(String name) {
        IllegalArgumentException thrown = assertThrows(IllegalArgumentException.class,
                () -> new FieldList().add(name, "v"));
        assertTrue(thrown.getMessage().chars().allMatch(c -> c >= ' ' && c < 127), thrown.getMessage());
    }

    @Test
    void acceptsTabsAndLatin1InValues() {
        FieldList fields = fields("Name", "a\tb \u00e4\u00ff", "Empty", "");
        assertEquals("a\tb \u00e4\u00ff", fields.first("name"));
        assertEquals("", fields.first("empty"));
    }

    @Test
    void acceptsAllCharactersButControlsWhereValuesAreSentAsUtf8() {
        FieldList fields = new FieldList(1, true);
        fields.add("Name", "a\u20ac\ud83d\ude00");
        assertEquals("a\u20ac\ud83d\ude00", fields.first("name"));
        assertThrows(IllegalArgumentException.class, () -> fields.add("Name", "a\r\nb"));
        assertThrows(IllegalArgumentException.class, () -> fields.add("N\u20ac", "a"));
    }

    @Test
    void theEmptyFieldsCannotBeFilled() {
        assertFalse(Fields.EMPTY instanceof MutableFields);
        assertEquals(0, Fields.EMPTY.size());
        assertNull(Fields.EMPTY.first("a"));
        assertTrue(Fields.EMPTY.all("a").isEmpty());
        assertTrue(Fields.EMPTY.names().isEmpty());
        Fields.EMPTY.forEach((name, value) -> {
            throw new AssertionError(name);
        });
    }

    @Test
    void knowsTokens() {
        assertTrue(FieldSyntax.isToken("!#$%&'*+-.^_`|~azAZ09"));
        assertFalse(FieldSyntax.isToken(""));
        for (char c : "\"(),/:;<=>?@[\\]{} \t\u007f\u0080\u0131".toCharArray()) {
            assertFalse(FieldSyntax.isToken("a" + c), "U+" + Integer.toHexString(c));
        }
        assertFalse(FieldSyntax.isTokenChar(-1));
    }

    private static FieldList fields(String... namesAndValues) {
        FieldList fields = new FieldList(1);
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.add(namesAndValues[i], namesAndValues[i + 1]);
        }
        return fields;
    }

    private static String text(FieldList fields) {
        List<String> text = new ArrayList<>();
        fields.forEach((name, value) -> text.add(name + "=" + value));
        return String.join(" ", text);
    }
}
