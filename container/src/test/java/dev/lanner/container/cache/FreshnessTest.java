package dev.lanner.container.cache;

import dev.lanner.spi.message.FieldList;
import dev.lanner.spi.message.HttpDates;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

/// Which responses may be kept, and how long (RFC 9111, 4.2.1, 5.2.2; the rules of HTTP.sys).
class FreshnessTest {
    private static final long NOW = 784111777000L;

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", value = {
        "public, max-age=60|-|60", "PUBLIC,MAX-AGE=60|-|60", "public, s-maxage=10, max-age=60|-|10",
        "public, max-age=60, s-maxage=0|-|0", "public|+30|30", "public, max-age=5|+30|5",
        "public, must-revalidate, max-age=9|-|9",
        "public, max-age=99999999999|-|0", "public, max-age=9999999999|-|31536000", "-|+30|30", "-|-30|0", "-|0|0",
        "-|-|0",
        "public|-|0", "max-age=60|-|0", "max-age=60|+30|0", "private, max-age=60|-|0",
        "public, private, max-age=60|-|0",
        "public, no-store, max-age=60|-|0", "public, no-cache, max-age=60|-|0",
        "public, no-cache=\"Set-Cookie, X\", max-age=60|-|0",
        "public, private=\"X-Name\", max-age=60|-|0", "public, max-age=-1|-|0", "public, max-age=x|-|0",
        "public, max-age=|-|0",
        "public, max-age=\"60\"|-|0", "public, max-age=1.5|-|0", "public, max-age=60, max-age=70|-|0",
        "public, max-age=60, max-age=60|-|60", "public, must-understand, max-age=60|-|0",
        "public, x=\"a, b\", max-age=60|-|60",
        "x=\"public, max-age=60\"|-|0", ", ,public,,max-age=60,|-|60"})
    void ages(String cacheControl, String expires, long seconds) {
        FieldList fields = new FieldList();
        if (cacheControl != null) {
            fields.add("Cache-Control", cacheControl);
        }
        if (expires != null) {
            fields.add("Expires", HttpDates.format(NOW + Long.parseLong(expires) * 1000));
        }
        assertEquals(seconds, Freshness.seconds(fields, NOW));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"Set-Cookie|a=b|0", "set-cookie2|a=b|0", "Pragma|x|0", "Age|1|0",
        "Content-Range|bytes 0-1/2|0", "WWW-Authenticate|Basic|0", "Trailer|X-Sum|0", "Clear-Site-Data|*|0",
        "X-Any|1|60",
        "Warning|199|60", "Cache-Control|no-store|0", "Cache-Control|stale-while-revalidate=5|60"})
    void otherFields(String name, String value, long seconds) {
        FieldList fields = new FieldList();
        fields.add("Cache-Control", "public, max-age=60");
        fields.add(name, value);
        assertEquals(seconds, Freshness.seconds(fields, NOW));
    }

    @ParameterizedTest
    @CsvSource({"0,0", "soon,0", "'',0"})
    void whatIsNoDateIsOver(String expires, long seconds) {
        FieldList fields = new FieldList();
        fields.add("Expires", expires);
        assertEquals(seconds, Freshness.seconds(fields, NOW));
    }
}
