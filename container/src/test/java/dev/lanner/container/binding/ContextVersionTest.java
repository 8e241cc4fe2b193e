package dev.lanner.container.binding;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class ContextVersionTest {

    @ParameterizedTest
    @CsvSource({
        "'',1", "1,2", "2,10", "9,010", "1,1.0", "1.9,1.10", "1.2.3,1.2.4", "1.2,1.2.1", "a,b", "a2,a10", "1a,1b",
        "1-9,1-10", "2.0,2.0-rc1", "20250101,20251231", "02,2", "001,01",
        "99999999999999999999998,99999999999999999999999", "9,99999999999999999999999", "1,a", "1.0,1.a", "A,a"})
    void isOlder(String older, String newer) {
        assertEquals(-1, Integer.signum(ContextVersion.compare(older, newer)));
        assertEquals(1, Integer.signum(ContextVersion.compare(newer, older)));
        assertEquals(0, ContextVersion.compare(older, older));
        assertEquals(0, ContextVersion.compare(newer, newer));
    }
}
