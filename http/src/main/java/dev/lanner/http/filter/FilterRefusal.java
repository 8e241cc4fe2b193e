package dev.lanner.http.filter;

/// Why a connection was closed before anything was spoken on it. There is no answer: nobody knows yet what the other side
/// speaks.
enum FilterRefusal {
    /// The other side is none of `proxy-protocol-peers`.
    UNTRUSTED("proxy-protocol-untrusted"),
    /// It did not begin with a PROXY header.
    MISSING("proxy-protocol-missing"),
    /// The header is of a version that the endpoint does not take.
    VERSION("proxy-protocol-version"),
    /// The header breaks its grammar.
    MALFORMED("proxy-protocol-malformed"),
    /// The client is neither TCP over IPv4 nor over IPv6.
    FAMILY("proxy-protocol-family"),
    /// Limit max-proxy-header-size.
    TOO_LONG("proxy-protocol-too-long"),
    /// The checksum is another one.
    CHECKSUM("proxy-protocol-checksum"),
    /// Limit proxy-protocol-timeout.
    TIMEOUT("proxy-protocol-timeout"),
    /// The other side closed within the header.
    UNEXPECTED_END("proxy-protocol-end"),
    /// Settings allowed-clients and denied-clients.
    CLIENT("client-not-allowed"),
    /// A filter has failed.
    FAILURE("filter-failed");

    private final String code;

    FilterRefusal(String code) {
        this.code = code;
    }

    /// The reason code for logs and metrics.
    String code() {
        return code;
    }
}
