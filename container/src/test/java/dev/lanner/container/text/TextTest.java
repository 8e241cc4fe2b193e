package dev.lanner.container.text;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class TextTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', nullValues = "null", value = {
        "text/html|text/html|null|text/html",
        "Text/HTML; Charset=UTF-8|text/html|UTF-8|Text/HTML",
        "text/html;charset=\"iso-8859-1\"|text/html|iso-8859-1|text/html",
        "text/html; a=b; charset=x; c=d|text/html|x|text/html; a=b; c=d",
        "text/html; a=\"; charset=no\"; charset=yes|text/html|yes|text/html; a=\"; charset=no\"",
        "text/html; charset=|text/html|null|text/html; charset=",
        "text/html; charset=\"open|text/html|null|text/html; charset=\"open",
        "nonsense|~~|null|nonsense",
        "/x|~~|null|/x",
        "a/|~~|null|a/"})
    void takesContentTypesApart(String text, String mediaType, String charset, String without) {
        ContentType type = ContentType.parse(text);
        assertEquals(mediaType, type.mediaType());
        assertEquals(charset, type.charset());
        assertEquals(without, type.withoutCharset());
    }

    @Test
    void parametersOfAFieldAreFound() {
        assertEquals(Map.of("name", "a\"b", "filename", "C:\\x.txt"),
                HeaderParameters.all("form-data; name=\"a\\\"b\"; filename=\"C:\\x.txt\"; filename=second; bad; =x"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "gzip, br;q=0.5|gzip:1000 br:500",
        "gzip;q=0|gzip:0",
        "gzip;q=1.001, br;q=2, x;q=0.1234, y;q=, z;q=-1|''",
        "a;x=1;q=0.25;ext|a:250",
        "a;Q=1.000 ,, ,b;q=0.|a:1000 b:0",
        "*;q=0.1|*:100"})
    void readsWeights(String field, String expected) {
        StringBuilder found = new StringBuilder();
        for (Weighted item : Weighted.parse(List.of(field))) {
            found.append(found.isEmpty() ? "" : " ").append(item.item()).append(':').append(item.weight());
        }
        assertEquals(expected, found.toString());
    }

    @Test
    void longListsAreBounded() {
        assertEquals(Weighted.MAX_ITEMS, Weighted.parse(List.of("a,".repeat(4096))).size());
        assertEquals(1, Weighted.parse(List.of(",".repeat(1 << 20) + "a")).size());
        assertEquals(List.of(), Weighted.parse(List.of("a" + ";q=".repeat(4096))));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "de-CH, de;q=0.8, *;q=0.1|de_CH de",
        "en;q=0.1,fr|fr en",
        "x-bad-, 123456789, en_US, fr|fr",
        "en,en,en|en",
        "*|''"})
    void readsLanguages(String field, String expected) {
        String found = String.join(" ", AcceptLanguage.parse(List.of(field)).stream().map(Locale::toString).toList());
        assertEquals(expected, found);
    }

    @Test
    void findsEncodingsForLocales() {
        assertEquals("Shift_JIS", LocaleEncodings.encodingOf(Locale.JAPANESE, Map.of()));
        assertEquals("Shift_JIS", LocaleEncodings.encodingOf(Locale.JAPAN, Map.of()));
        assertEquals("euc-jp", LocaleEncodings.encodingOf(Locale.JAPAN, Map.of("ja", "euc-jp")));
        assertEquals("x", LocaleEncodings.encodingOf(Locale.JAPAN, Map.of("ja", "euc-jp", "ja_JP", "x")));
        assertEquals("Big5", LocaleEncodings.encodingOf(Locale.TAIWAN, Map.of()));
        assertNull(LocaleEncodings.encodingOf(Locale.of("tlh"), Map.of()));
    }

    @Test
    void findsMediaTypes() {
        MimeTypes types = new MimeTypes(Map.of("TXT", "text/x", "foo", "a/b"));
        assertEquals("text/x", types.of("/a.b/c.txt"));
        assertEquals("a/b", types.of("x.FOO"));
        assertEquals("image/png", types.of("x.y.PNG"));
        assertEquals("font/woff2", types.of("a.woff2"));
        assertNull(types.of("/a.png/file"));
        assertNull(types.of("none."));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "none", value = {
        "Sun, 06 Nov 1994 08:49:37 GMT|784111777000",
        "Sunday, 06-Nov-94 08:49:37 GMT|784111777000",
        "Sun Nov  6 08:49:37 1994|784111777000",
        "Mon, 05 Jun 2020 23:12:48 GMT|1591398768000",
        "Sun, 06 Nov 1994 08:49:37 CET|none",
        "Sun, 31 Feb 1994 08:49:37 GMT|none",
        "Sun, 06 Nov 1994 25:49:37 GMT|none",
        "Sun, 06 Nov 1994 08:49:37 GMT more|none",
        "nonsense|none",
        "0|none"})
    void readsDates(String text, Long millis) {
        assertEquals(millis == null ? HttpDate.NONE : millis, HttpDate.parse(text));
    }

    @Test
    void writesDates() {
        assertEquals("Sun, 06 Nov 1994 08:49:37 GMT", HttpDate.format(784111777999L));
        assertEquals("Thu, 01 Jan 1970 00:00:00 GMT", HttpDate.format(0));
    }

    @Test
    void anyInputIsAnswered() {
        Random random = new Random(7);
        String alphabet = "aq=;,.01\"\\ \t*-_/GMT:6";
        for (int round = 0; round < 50_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String field = text.toString();
            ContentType.parse(field).withoutCharset();
            HeaderParameters.all(field);
            HttpDate.parse(field);
            AcceptLanguage.parse(List.of(field));
            for (Weighted item : Weighted.parse(List.of(field))) {
                assertTrue(item.weight() >= 0 && item.weight() <= 1000, field);
            }
        }
    }
}
