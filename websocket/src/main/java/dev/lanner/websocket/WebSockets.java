package dev.lanner.websocket;

/// Names of the module that others use.
public final class WebSockets {
    /// The protocol's name in an Upgrade field.
    public static final String PROTOCOL = "websocket";

    private WebSockets() {
    }
}
