package dev.lanner.worker.pairing;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class HopFactsTest {
    private final PairingToken token = PairingToken.random();

    @ParameterizedTest
    @ValueSource(strings = {"ann", "Änn;x=%41 y", "\uD83D\uDE00", "\uD83D\uDE01", "a\r\nb: c", ""})
    void each_name_arrives_as_it_is_and_is_one_word_on_the_way(String name) {
        String text = new HopFacts().login(name, "form").encode(token);

        assertTrue(text.chars().allMatch(c -> c > ' ' && c < 127), text);
        assertEquals(name, HopFacts.decode(text).user());
        assertEquals("form", HopFacts.decode(text).login());
    }
}
