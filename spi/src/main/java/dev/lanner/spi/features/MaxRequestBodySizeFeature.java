package dev.lanner.spi.features;

/// The largest body that this request may have, whatever its content type.
///
/// Absent: no limit. A length announced above the limit is refused at the first read of the body, a chunked body when
/// the count passes it; both with 413. A body that nobody reads does no harm.
public interface MaxRequestBodySizeFeature {

    /// No limit.
    long UNLIMITED = Long.MAX_VALUE;

    /// The limit in bytes.
    long limit();

    /// Sets the limit in bytes, 0 or more, or [#UNLIMITED].
    ///
    /// @throws IllegalStateException when [#readOnly()], or above the owner's ceiling (the message names it)
    void limit(long bytes);

    /// Whether the limit can no longer be changed: the body has been read from, or the connection was upgraded.
    boolean readOnly();

    /// Sets the owner's limit of the place that serves the request, and the highest value that [#limit(long)] takes. A
    /// negative value leaves what the endpoint says. For the container; not limited itself.
    void owner(long bytes, long ceiling);
}
