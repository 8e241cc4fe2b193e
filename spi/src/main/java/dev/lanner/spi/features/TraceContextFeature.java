package dev.lanner.spi.features;

/// The distributed trace that the request belongs to (W3C Trace Context). Absent: the request came with no valid
/// `traceparent` field.
public interface TraceContextFeature {

    /// 32 hexadecimal digits, lower case, not all zero.
    String traceId();

    /// The caller's span: 16 hexadecimal digits, lower case, not all zero.
    String parentId();

    /// Whether the caller records the trace.
    boolean sampled();

    /// The `tracestate` field as received, joined by commas; empty when there is none.
    String state();

    /// A `traceparent` value to send with a request made on behalf of this one.
    ///
    /// @param spanId the span of that request: 16 hexadecimal digits, lower case
    /// @throws IllegalArgumentException for another span id
    default String child(String spanId) {
        if (!spanId.matches("[0-9a-f]{16}") || "0000000000000000".equals(spanId)) {
            throw new IllegalArgumentException("a span id is 16 hexadecimal digits, not all zero: " + spanId);
        }
        return "00-" + traceId() + '-' + spanId + (sampled() ? "-01" : "-00");
    }
}
