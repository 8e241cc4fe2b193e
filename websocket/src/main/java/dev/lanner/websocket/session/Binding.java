package dev.lanner.websocket.session;

import dev.lanner.websocket.codec.Coders;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;

/// The endpoint of a session, with what belongs to this session alone.
///
/// @param endpoint is told of what happens
/// @param config given to it; its user properties are those of this session
/// @param coders its encoders and decoders
/// @param group the sessions of the same endpoint
public record Binding(Endpoint endpoint, EndpointConfig config, Coders coders, SessionGroup group) {
}
