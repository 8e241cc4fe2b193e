package dev.lanner.websocket.client;

import dev.lanner.websocket.codec.CoderTypes;
import dev.lanner.websocket.endpoint.EndpointModel;
import dev.lanner.websocket.endpoint.EndpointReader;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// An endpoint to be connected, checked.
///
/// @param type its class
/// @param config the configuration
/// @param coders what its encoders and decoders can do
/// @param model of its annotations; null for a subclass of Endpoint
record ClientTarget(Class<?> type, ClientEndpointConfig config, CoderTypes coders, @Nullable EndpointModel model) {

    /// An annotated class.
    ///
    /// @throws DeploymentException naming what can't be used
    static ClientTarget annotated(Class<?> type) throws DeploymentException {
        ClientEndpoint annotation = type.getAnnotation(ClientEndpoint.class);
        if (annotation == null) {
            throw new DeploymentException("LNR-6160: " + type.getName() + " has no @ClientEndpoint");
        }
        ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
                .configurator(configurator(annotation.configurator()))
                .decoders(Arrays.asList(annotation.decoders())).encoders(Arrays.asList(annotation.encoders()))
                .preferredSubprotocols(Arrays.asList(annotation.subprotocols())).build();
        CoderTypes coders = CoderTypes.of(config);
        return new ClientTarget(type, config, coders, EndpointReader.read(type, coders));
    }

    private static ClientEndpointConfig.Configurator configurator(
            Class<? extends ClientEndpointConfig.Configurator> type) throws DeploymentException {
        try {
            var constructor = type.getDeclaredConstructor();
            constructor.trySetAccessible();
            return constructor.newInstance();
        } catch (ReflectiveOperationException | LinkageError e) {
            throw new DeploymentException("LNR-6161: configurator " + type.getName() + " can't be made: " + e, e);
        }
    }

    /// A subclass of Endpoint.
    ///
    /// @throws DeploymentException naming what can't be used
    static ClientTarget programmatic(Class<? extends Endpoint> type, @Nullable ClientEndpointConfig config)
            throws DeploymentException {
        ClientEndpointConfig given = config == null ? ClientEndpointConfig.Builder.create().build() : config;
        return new ClientTarget(type, given, CoderTypes.of(given), null);
    }
}
