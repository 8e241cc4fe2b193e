package dev.lanner.worker.pairing;

/// The header fields that exist between front server and worker only. What a client sends under these names is dropped by
/// the front server.
public final class HopFields {
    /// The token, and the facts of the request.
    public static final String FACTS = "Lanner-Hop";
    /// A certificate of the client, DER in base64; the client's own first.
    public static final String CERTIFICATE = "Lanner-Hop-Certificate";
    /// A field of the client's that means the connection and not the message: `Name:value`.
    public static final String FIELD = "Lanner-Hop-Field";
    /// Asks the worker about itself, or tells it something; no request of a client.
    public static final String CONTROL = "Lanner-Hop-Control";
    /// Of [#CONTROL]: whether its application serves, waited for.
    public static final String READY = "ready";
    /// Of [#CONTROL]: connections that left HTTP shall be told to say goodbye.
    public static final String GO_AWAY = "go-away";
    /// Of [#CONTROL]: whether the session that path and cookies name is here.
    public static final String SESSION = "session";
    /// Of [#CONTROL]: whether there is any session.
    public static final String SESSIONS = "sessions";
    /// The worker's word: the limit of this request's body, in bytes.
    public static final String LIMIT = "Lanner-Hop-Limit";
    /// The worker's word: the rate that the request's body must have.
    public static final String REQUEST_RATE = "Lanner-Hop-Request-Rate";
    /// The worker's word: the rate that the response must be read at.
    public static final String RESPONSE_RATE = "Lanner-Hop-Response-Rate";
    /// The worker's word: the stream shall be reset with this code.
    public static final String RESET = "Lanner-Hop-Reset";
    /// The worker's word: why it refused the request, for the access log.
    public static final String REASON = "Lanner-Hop-Reason";
    /// What all of them begin with.
    private static final String PREFIX = "lanner-hop";

    private HopFields() {
    }

    /// Whether a field is one of the hop's.
    public static boolean isOne(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /// Whether a field means the connection that it came over, and not the message (RFC 9110, 7.6.1).
    public static boolean ofConnection(String name) {
        return switch (name.length()) {
            case 2 -> name.equalsIgnoreCase("TE");
            case 6 -> name.equalsIgnoreCase("Expect");
            case 7 -> name.equalsIgnoreCase("Upgrade") || name.equalsIgnoreCase("Trailer");
            case 10 -> name.equalsIgnoreCase("Connection") || name.equalsIgnoreCase("Keep-Alive");
            case 16 -> name.equalsIgnoreCase("Proxy-Connection");
            case 17 -> name.equalsIgnoreCase("Transfer-Encoding");
            default -> false;
        };
    }
}
