package dev.lanner.http.h1;

import dev.lanner.spi.message.FieldList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

/// W3C Trace Context, 3.2 and 3.3.
class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";

    @ParameterizedTest
    @CsvSource({"00-" + TRACE + "-" + SPAN + "-01,true", "00-" + TRACE + "-" + SPAN + "-00,false",
        "00-" + TRACE + "-" + SPAN + "-03,true", "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-brings,true",
        "cc-" + TRACE + "-" + SPAN + "-02,false"})
    void a_well_formed_traceparent_is_understood(String value, boolean sampled) {
        TraceContext context = of(value);
        assertEquals(TRACE, context.traceId());
        assertEquals(SPAN, context.parentId());
        assertEquals(sampled, context.sampled());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "00-" + TRACE + "-" + SPAN, "00-" + TRACE + "-" + SPAN + "-01-more",
        "ff-" + TRACE + "-" + SPAN + "-01", "00-" + TRACE + "-" + SPAN + "-0x", "00-" + TRACE + "-" + SPAN + "-1",
        "00-00000000000000000000000000000000-" + SPAN + "-01", "00-" + TRACE + "-0000000000000000-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01", "00_" + TRACE + "-" + SPAN + "-01",
        "cc-" + TRACE + "-" + SPAN + "-01x", "zz-" + TRACE + "-" + SPAN + "-01"})
    void a_malformed_traceparent_is_none(String value) {
        assertNull(of(value));
    }

    @Test
    void a_repeated_traceparent_is_none_and_tracestate_fields_are_joined() {
        FieldList fields = new FieldList(4);
        fields.add("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
        fields.add("tracestate", "a=1");
        fields.add("tracestate", "b=2,c=3");
        assertEquals("a=1,b=2,c=3", TraceContext.of(fields).state());
        fields.add("traceparent", "00-" + TRACE + "-" + SPAN + "-01");
        assertNull(TraceContext.of(fields));
    }

    @Test
    void the_trace_goes_on_with_a_span_of_its_own() {
        TraceContext context = of("00-" + TRACE + "-" + SPAN + "-01");
        assertEquals("00-" + TRACE + "-b7ad6b7169203331-01", context.child("b7ad6b7169203331"));
        assertThrows(IllegalArgumentException.class, () -> context.child("0000000000000000"));
        assertThrows(IllegalArgumentException.class, () -> context.child("B7AD6B7169203331"));
    }

    private static TraceContext of(String value) {
        FieldList fields = new FieldList(1);
        fields.add("traceparent", value);
        return TraceContext.of(fields);
    }
}
