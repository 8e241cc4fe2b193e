package dev.lanner.spi.features;

/// Whether this response may be compressed over TLS.
///
/// The length of what is encrypted can be seen. A page that repeats something of the request beside a secret tells an
/// attacker the secret, guess by guess, when it is compressed (BREACH); so dynamic responses over TLS are not, unless
/// the context's `compression-over-tls` or this feature says that they may. Absent: this context compresses nothing.
public interface HttpsCompressionFeature {

    /// What is asked for.
    enum Mode {
        /// As the context has it.
        DEFAULT,
        /// Nothing secret is in the response, or nothing of the request.
        COMPRESS,
        /// It goes out as it is.
        DO_NOT_COMPRESS
    }

    /// What holds for this request; [Mode#DEFAULT] at first.
    Mode mode();

    /// Decides. Without effect once the response has started, and for requests without TLS.
    void mode(Mode wanted);
}
