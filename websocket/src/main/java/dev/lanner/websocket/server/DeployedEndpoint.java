package dev.lanner.websocket.server;

import dev.lanner.websocket.codec.CoderTypes;
import dev.lanner.websocket.endpoint.EndpointModel;
import dev.lanner.websocket.endpoint.EndpointReader;
import dev.lanner.websocket.session.SessionGroup;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import org.jspecify.annotations.Nullable;

/// An endpoint that can be connected to.
///
/// @param config the application's configuration
/// @param coders what its encoders and decoders can do
/// @param model of its annotations; null for a subclass of Endpoint
/// @param group its sessions
record DeployedEndpoint(ServerEndpointConfig config, CoderTypes coders, @Nullable EndpointModel model,
        SessionGroup group) {

    /// Looks at a configuration.
    ///
    /// @throws DeploymentException naming what can't be used
    static DeployedEndpoint of(ServerEndpointConfig config) throws DeploymentException {
        CoderTypes coders = CoderTypes.of(config);
        Class<?> type = config.getEndpointClass();
        EndpointModel model = Endpoint.class.isAssignableFrom(type) ? null : EndpointReader.read(type, coders);
        return new DeployedEndpoint(config, coders, model, new SessionGroup());
    }
}
