package dev.lanner.worker.pairing;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HopFactsTest {
    private final PairingToken token = PairingToken.random();

    @ParameterizedTest
    @ValueSource(strings = {"ann", "Änn;x=%41 y", "\uD83D\uDE00", "\uD83D\uDE01", "a\r\nb: c", ""})
    void each_name_arrives_as_it_is_and_is_one_word_on_the_way(String name) {
        HopBytes bytes = new HopBytes(1024);
        new FactsWriter(bytes, token).login(name, "form", Set.of(name, "role,a", "b;c"));
        String text = StandardCharsets.US_ASCII.decode(bytes.wrap()).toString();

        assertTrue(text.chars().allMatch(c -> c > ' ' && c < 127), text);
        assertEquals(name, HopFacts.decode(text).user());
        assertEquals("form", HopFacts.decode(text).login());
        assertEquals(Set.of(name, "role,a", "b;c"), HopFacts.decode(text).roles());
    }
}
