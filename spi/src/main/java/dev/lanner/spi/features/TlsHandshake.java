package dev.lanner.spi.features;

import org.jspecify.annotations.Nullable;

/// The outcome of a TLS handshake.
///
/// @param protocol `TLSv1.3` or `TLSv1.2`
/// @param cipherSuite by its name in the IANA registry, such as `TLS_AES_128_GCM_SHA256`
/// @param keyBits strength of the suite's key in bits; 0 when not known
/// @param sessionId the session's id in lower-case hexadecimal; empty where the protocol gives it none
/// @param serverName the host name that the client asked for (SNI, RFC 6066, 3), in lower case; null when it named none
/// @param applicationProtocol `h2` or `http/1.1` (ALPN, RFC 7301); null when the client offered none
public record TlsHandshake(String protocol, String cipherSuite, int keyBits, String sessionId,
        @Nullable String serverName, @Nullable String applicationProtocol) {
}
