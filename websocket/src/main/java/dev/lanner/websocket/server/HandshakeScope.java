package dev.lanner.websocket.server;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What the default configurator needs to know of the handshake that it is asked for: its methods are not told (Jakarta
/// WebSocket 2.2, `ServerEndpointConfig.Configurator`). Bound to the thread while configurators are called.
///
/// @param rule from which pages browsers may connect
/// @param authority the host that the client asked for
/// @param maker makes endpoints
public record HandshakeScope(OriginRule rule, String authority, EndpointMaker maker) {
    private static final ScopedValue<HandshakeScope> CURRENT = ScopedValue.newInstance();

    /// Calls configurators.
    <R> R call(Callable<R> code) throws Exception {
        return ScopedValue.where(CURRENT, this).call(code::call);
    }

    /// The handshake that the thread is in, or null.
    public static @Nullable HandshakeScope current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }
}
