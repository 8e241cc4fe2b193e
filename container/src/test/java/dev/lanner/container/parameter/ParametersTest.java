package dev.lanner.container.parameter;

import dev.lanner.spi.RequestRejectedException;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.features.BodySource;
import java.io.ByteArrayInputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ParametersTest {
    private static final ParameterLimits LIMITS = ParameterLimits.of(SettingValues.DEFAULTS);

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "a=b|{a=[b]}",
        "a=b&a=c&d=|{a=[b, c], d=[]}",
        "a|{a=[]}",
        "&&a=b&&|{a=[b]}",
        "=x|{=[x]}",
        "a+b=c%20d%26|{a b=[c d&]}",
        "a=%C3%A9|{a=[\u00e9]}",
        "a=\u00c3\u00a9|{a=[\u00e9]}",
        "a=b=c|{a=[b=c]}",
        "%61=%62|{a=[b]}"})
    void decodesQueries(String query, String expected) {
        assertEquals(expected, Parameters.ofQuery(query, StandardCharsets.UTF_8, LIMITS).lists().toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%", "a=%4", "a=%zz", "a=%4g", "a=1&b=100%", "a=%ff", "a=%C3", "a=%C0%80", "a=%ED%A0%80",
        "a=\u00e9", "a=%\uff11\uff11", "a=\u20ac"})
    void whatIsMalformedIsRefused(String query) {
        ParameterProblem problem = assertThrows(ParameterProblem.class,
                () -> Parameters.ofQuery(query, StandardCharsets.UTF_8, LIMITS));
        assertEquals(400, problem.status());
        assertEquals("malformed-parameter", problem.reason());
    }

    @Test
    void otherEncodingsAreUsed() {
        assertEquals("\u00e9", Parameters.ofQuery("a=%E9", StandardCharsets.ISO_8859_1, LIMITS).get("a"));
        assertEquals("\u65e5", Parameters.ofQuery("a=%93%FA", Charset.forName("Shift_JIS"), LIMITS).get("a"));
        assertEquals("b", Parameters.ofQuery("a=b", Charset.forName("Shift_JIS"), LIMITS).get("a"));
    }

    @Test
    void queryComesBeforeForm() {
        Parameters query = Parameters.ofQuery("a=1&b=2", StandardCharsets.UTF_8, LIMITS);
        Parameters form = Parameters.ofForm(body("b=3&c=4"), 7, StandardCharsets.UTF_8, LIMITS);
        Parameters all = Parameters.concat(query, form, LIMITS);
        assertEquals(Map.of("a", List.of("1"), "b", List.of("2", "3"), "c", List.of("4")), all.lists());
        assertEquals("2", all.get("b"));
        assertArrayEquals(new String[]{"2", "3"}, all.values("b"));
        assertNull(all.values("x"));
        assertNull(all.get("x"));
        assertSame(query, Parameters.concat(query, Parameters.EMPTY, LIMITS));
        assertThrows(UnsupportedOperationException.class, () -> all.map().clear());
        assertThrows(ParameterProblem.class, () -> Parameters.concat(query, form, new ParameterLimits(3, 100)));
    }

    @Test
    void theNumberIsLimited() {
        ParameterLimits two = new ParameterLimits(2, 100);
        assertEquals(2, Parameters.ofQuery("a&b", StandardCharsets.UTF_8, two).count());
        ParameterProblem problem = assertThrows(ParameterProblem.class,
                () -> Parameters.ofQuery("a&b&c", StandardCharsets.UTF_8, two));
        assertEquals("400 too-many-parameters", problem.status() + " " + problem.reason());
    }

    @ParameterizedTest
    @CsvSource({"10, 10, true", "10, -1, true", "11, 11, false", "11, -1, false", "5, 11, false"})
    void theSizeOfAFormIsLimited(int size, long announced, boolean fits) {
        ParameterLimits limits = new ParameterLimits(10, 10);
        BodySource body = body("a".repeat(size));
        if (fits) {
            assertEquals(1, Parameters.ofForm(body, announced, StandardCharsets.UTF_8, limits).count());
        } else {
            ParameterProblem problem = assertThrows(ParameterProblem.class,
                    () -> Parameters.ofForm(body, announced, StandardCharsets.UTF_8, limits));
            assertEquals("413 form-too-large", problem.status() + " " + problem.reason());
        }
    }

    @Test
    void aLongFormIsReadInSmallSteps() {
        String value = "x".repeat(100_000);
        byte[] bytes = ("a=" + value).getBytes(StandardCharsets.UTF_8);
        int[] at = new int[1];
        BodySource slow = (buffer, offset, length) -> {
            int n = Math.min(Math.min(length, 777), bytes.length - at[0]);
            System.arraycopy(bytes, at[0], buffer, offset, n);
            at[0] += n;
            return n == 0 ? -1 : n;
        };
        assertEquals(value, Parameters.ofForm(slow, -1, StandardCharsets.UTF_8, LIMITS).get("a"));
    }

    @Test
    void aFailedReadKeepsItsReason() {
        ParameterProblem rejected = assertThrows(ParameterProblem.class, () -> Parameters.ofForm((b, o, l) -> {
            throw new RequestRejectedException(408, "body-too-slow", "slow");
        }, -1, StandardCharsets.UTF_8, LIMITS));
        assertEquals("408 body-too-slow", rejected.status() + " " + rejected.reason());
        ParameterProblem gone = assertThrows(ParameterProblem.class, () -> Parameters.ofForm((b, o, l) -> {
            throw new java.io.IOException("gone");
        }, -1, StandardCharsets.UTF_8, LIMITS));
        assertEquals("400 body-unreadable", gone.status() + " " + gone.reason());
    }

    @Test
    void knowsForms() {
        assertTrue(Parameters.isForm("POST", "Application/x-www-form-urlencoded; charset=x"));
        assertFalse(Parameters.isForm("PUT", "application/x-www-form-urlencoded"));
        assertFalse(Parameters.isForm("POST", "application/x-www-form-urlencodedx"));
        assertFalse(Parameters.isForm("POST", null));
    }

    @Test
    void anyQueryGivesParametersOrAProblem() {
        Random random = new Random(3);
        String alphabet = "ab=&%2fG+\u00c3\u00a9\u00ff;";
        for (int round = 0; round < 100_000; round++) {
            StringBuilder query = new StringBuilder();
            for (int i = random.nextInt(20); i > 0; i--) {
                query.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                Parameters.ofQuery(query.toString(), StandardCharsets.UTF_8, LIMITS).map();
            } catch (ParameterProblem problem) {
                assertEquals(400, problem.status());
            }
        }
    }

    static BodySource body(String text) {
        ByteArrayInputStream stream = new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
        return stream::read;
    }
}
