package dev.lanner.http.h2;

import dev.lanner.http.h1.HeadRules;
import dev.lanner.http.h1.RejectedRequestException;
import dev.lanner.http.h1.Rejection;
import dev.lanner.spi.config.SettingValues;
import dev.lanner.spi.message.Fields;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// RFC 9113, 8.
class RequestMessageTest {
    private static final HeadRules RULES = HeadRules.of(SettingValues.DEFAULTS, "http");
    private static final String GET = ":method=GET|:scheme=http|:authority=localhost|:path=/a";

    private static FieldBlock block(String fields) {
        FieldBlock block = new FieldBlock(RULES, 32_768);
        if (!fields.isEmpty()) {
            for (String field : fields.split("\\|")) {
                int equals = field.indexOf('=', 1);
                block.add(HeaderField.of(field.substring(0, equals), field.substring(equals + 1)));
            }
        }
        return block;
    }

    private static @Nullable RequestMessage read(String fields) {
        return RequestMessage.of(block(fields), RULES, false, false);
    }

    @Test
    void aRequestHasItsParts() throws RejectedRequestException {
        RequestMessage message = Objects.requireNonNull(
                read(GET + "?q=1|cookie=a=1|accept=x|cookie=b=2|content-length=12|expect=100-Continue"));

        assertEquals("GET", message.method());
        assertEquals("/a", message.target(RULES).path());
        assertEquals("q=1", message.target(RULES).query());
        assertEquals("localhost", message.target(RULES).authority());
        assertEquals(12, message.contentLength());
        assertEquals(true, message.expectContinue());
        assertEquals(List.of("a=1; b=2"), message.headers().all("Cookie"));
        assertEquals("localhost", message.headers().first("Host"));
        assertEquals(5, message.headers().size());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        // pseudo fields: missing, repeated, after others, unknown, of responses, empty
        ":scheme=http|:authority=a|:path=/", ":method=GET|:authority=a|:path=/",
        ":method=GET|:scheme=http|:authority=a",
        GET + "|:method=GET", GET + "|:scheme=http", GET + "|:path=/", GET + "|:authority=localhost",
        ":method=GET|:scheme=http|a=b|:authority=a|:path=/", GET + "|:own=1", GET + "|:status=200",
        ":method=GET|:scheme=http|:authority=a|:path=", ":method=GET|:scheme=http|:authority=a|:path=a",
        ":method=GET|:scheme=http|:authority=a|:path=*", ":method=G T|:scheme=http|:authority=a|:path=/",
        // another scheme than the connection's
        ":method=GET|:scheme=https|:authority=a|:path=/", ":method=GET|:scheme=ftp|:authority=a|:path=/",
        // CONNECT with a path, extended CONNECT without, :protocol without CONNECT
        ":method=CONNECT|:authority=a:1|:path=/", ":method=CONNECT", GET + "|:protocol=websocket",
        ":method=CONNECT|:protocol=websocket|:scheme=http|:authority=a",
        ":method=CONNECT|:protocol=websocket|:scheme=http|:path=/",
        // fields of a connection, te
        GET + "|connection=close", GET + "|keep-alive=1", GET + "|proxy-connection=x",
        GET + "|transfer-encoding=chunked",
        GET + "|upgrade=h2c", GET + "|te=gzip", GET + "|te=trailers, gzip",
        // lengths and hosts
        GET + "|content-length=+1", GET + "|content-length=", GET + "|content-length=1|content-length=1",
        GET + "|content-length=99999999999999999999", GET + "|host=other", GET + "|host=localhost|host=localhost"})
    void malformedMessagesAreNone(String fields) {
        assertNull(read(fields));
    }

    @ParameterizedTest
    @ValueSource(strings = {GET, GET + "|te=trailers", GET + "|host=LOCALHOST:80", GET + "|a=1|a=2",
        ":path=/|:authority=a|:scheme=HTTP|:method=own", ":method=OPTIONS|:scheme=http|:authority=a|:path=*",
        ":method=CONNECT|:protocol=websocket|:scheme=http|:authority=a|:path=/chat"})
    void othersAre(String fields) throws RejectedRequestException {
        assertNotNull(Objects.requireNonNull(read(fields)).target(RULES));
    }

    @ParameterizedTest
    @CsvSource({":method=CONNECT|:authority=a:443, CONNECT_NOT_SUPPORTED",
        ":method=GET|:scheme=http|:path=/, MISSING_HOST", ":method=GET|:scheme=http|:authority=|:path=/, MISSING_HOST",
        ":method=GET|:scheme=http|:authority=u@a|:path=/, INVALID_HOST",
        ":method=GET|:scheme=http|:authority=a|:path=/a%2fb, SUSPICIOUS_PATH",
        ":method=GET|:scheme=http|:authority=a|:path=/a#b, FRAGMENT_IN_TARGET",
        ":method=GET|:scheme=http|:authority=a|:path=/|expect=x, UNKNOWN_EXPECTATION"})
    void wellFormedMessagesAreRefusedAsInHttp11(String fields, Rejection rejection) {
        RejectedRequestException e = assertThrows(RejectedRequestException.class,
                () -> Objects.requireNonNull(read(fields)).target(RULES));

        assertEquals(rejection, e.rejection());
    }

    @Test
    void aLengthAndNoBodyContradictEachOther() {
        assertNull(RequestMessage.of(block(GET + "|content-length=1"), RULES, false, true));
        assertNotNull(RequestMessage.of(block(GET + "|content-length=0"), RULES, false, true));
    }

    @Test
    void trailersHaveRulesOfTheirOwn() throws RejectedRequestException {
        Fields trailers = RequestMessage.trailers(block("x-sum=42"));
        assertEquals("42", Objects.requireNonNull(trailers).first("X-Sum"));
        assertNull(RequestMessage.trailers(block("x-sum=42|:path=/")));
        assertNull(RequestMessage.trailers(block("connection=close")));
        RejectedRequestException e = assertThrows(RejectedRequestException.class,
                () -> RequestMessage.trailers(block("host=a")));
        assertEquals(Rejection.FORBIDDEN_TRAILER, e.rejection());
    }
}
