package dev.lanner.http.edge;

import java.util.Locale;

/// What a proxy says of its client.
enum ForwardedPart {
    /// The client's address.
    FOR("X-Forwarded-For", "X-Original-For"),
    /// The scheme that the client used.
    PROTO("X-Forwarded-Proto", "X-Original-Proto"),
    /// The host that the client asked for.
    HOST("X-Forwarded-Host", "X-Original-Host"),
    /// The port that the client asked for.
    PORT("X-Forwarded-Port", "X-Original-Port"),
    /// The path below which the proxy shows the server.
    PREFIX("X-Forwarded-Prefix", "X-Original-Prefix");

    private final String word = name().toLowerCase(Locale.ROOT);
    private final String field;
    private final String original;

    ForwardedPart(String field, String original) {
        this.field = field;
        this.original = original;
    }

    /// As in the configuration, and as the parameter of Forwarded is named.
    String word() {
        return word;
    }

    /// The field that carries it.
    String field() {
        return field;
    }

    /// The field that shows the application what was there before.
    String original() {
        return original;
    }

    /// Whether the field Forwarded has it (RFC 7239, 5).
    boolean inRfc7239() {
        return this != PORT && this != PREFIX;
    }
}
